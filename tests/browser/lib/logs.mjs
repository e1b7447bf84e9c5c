// Logs for tests, the same for the same seed.

/** Numbers from 0 to 1 (mulberry32). */
export function random(seed) {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

const MESSAGES = [
  'sshd[PID]: Invalid user USER from ADDR',
  'sshd[PID]: Failed password for invalid user USER from ADDR port 4000 ssh2',
  'sshd[PID]: Failed password for USER from ADDR port 4000 ssh2',
  'sshd[PID]: message repeated 2 times: [ Failed password for USER from ADDR port 4000 ssh2]',
  'last message repeated 3 times',
  'sshd[PID]: Accepted password for USER from ADDR port 4000 ssh2',
  'dovecot: pop3-login: Disconnected (auth failed, 2 attempts): user=<USER>, method=PLAIN, rip=ADDR, lip=192.0.2.1',
  'strange[PID]: nobody knows message 17 of USER',
  'sshd[PID]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser=x rhost=ADDR rhost=198.51.100.7 ',
  'postfix/smtpd[PID]: connect from unknown[ADDR]',
];
const USERS = ['root', 'admin', 'test', 'a:b', 'x y', 'ログ', '<b>'];

/** A syslog of so many bytes, with clocks that step, lines of nobody and both line ends. */
export function log(draw, bytes) {
  const pick = (list) => list[Math.floor(draw() * list.length)];
  const two = (number) => String(Math.floor(number)).padStart(2, '0');
  const lines = [];
  let [length, clock] = [0, 1000];
  while (length < bytes) {
    clock = Math.max(0, clock + (draw() < 0.01 ? -700 : draw() * 3));
    const message = pick(MESSAGES)
      .replace('PID', 100 + Math.floor(draw() * 900))
      .replaceAll('USER', pick(USERS))
      .replace('ADDR', `203.0.113.${Math.floor(draw() * 255)}`);
    const stamp = `Nov ${two(1 + (clock / 86400) % 28)} ${two((clock / 3600) % 24)}:${two((clock / 60) % 60)}:${two(clock % 60)}`;
    const line = `${stamp} host ${message}${draw() < 0.1 ? '\r\n' : '\n'}`;
    lines.push(line);
    length += line.length;
  }
  return lines.join('');
}
