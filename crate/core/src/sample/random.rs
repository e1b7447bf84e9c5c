//! What all made logs have: chance that is the same at every run, and how often things come, few often, most seldom.

/// xorshift
pub struct Random(u64);

impl Random {
    pub fn new(seed: u64) -> Random {
        Random(seed | 1)
    }

    pub fn below(&mut self, limit: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        // The lowest bits of xorshift are its worst.
        (self.0 >> 11) % limit.max(1)
    }

    pub fn one_in(&mut self, times: u64) -> bool {
        self.below(times) == 0
    }

    /// A place below 2^`bits`; each place twice as far back comes half as often.
    pub fn seldom(&mut self, bits: u64) -> u64 {
        let most = 1 << (self.below(bits) + 1);
        self.below(most)
    }

    pub fn pick<'a>(&mut self, list: &[&'a str]) -> &'a str {
        let place = usize::try_from(self.below(list.len() as u64));
        list.get(place.unwrap_or(0)).copied().unwrap_or_default()
    }

    pub fn port(&mut self) -> u64 {
        1024 + self.below(60_000)
    }
}

/// At least `bytes` of a log, in which less than `gap` seconds lie between what `write` writes each time.
pub fn log(
    bytes: usize,
    seed: u64,
    gap: u64,
    mut write: impl FnMut(&mut String, &mut Random, u64),
) -> Vec<u8> {
    let mut out = String::with_capacity(bytes + 4096);
    let mut random = Random::new(seed);
    let mut second = 0;
    while out.len() < bytes {
        second += random.below(gap);
        write(&mut out, &mut random, second);
    }
    out.into_bytes()
}

/// The address of the `number`th host of a kind.
pub fn address(kind: u64, number: u64) -> String {
    let mut random = Random::new((number + 1).wrapping_mul(0x9E37_79B9_7F4A_7C15) ^ kind << 40);
    random.below(2);
    let [a, b] = [11 + random.below(200), random.below(256)];
    format!("{a}.{b}.{}.{}", random.below(256), 1 + random.below(254))
}

/// `Nov  2 03:04:05`
pub fn stamp(second: u64) -> String {
    format!("Nov {:2} {}", day(second), time(second))
}

pub fn day(second: u64) -> u64 {
    1 + second / 86_400 % 28
}

/// `03:04:05`
pub fn time(second: u64) -> String {
    let (hours, minutes) = (second / 3600 % 24, second / 60 % 60);
    format!("{hours:02}:{minutes:02}:{:02}", second % 60)
}

/// Login names that are tried: the usual ones, then numbered ones.
pub fn user(number: u64) -> String {
    const USERS: [&str; 32] = [
        "root",
        "admin",
        "test",
        "user",
        "oracle",
        "ubuntu",
        "postgres",
        "git",
        "guest",
        "ftpuser",
        "hadoop",
        "mysql",
        "deploy",
        "pi",
        "support",
        "nagios",
        "tomcat",
        "jenkins",
        "dev",
        "minecraft",
        "es",
        "steam",
        "ansible",
        "www",
        "backup",
        "info",
        "web",
        "server",
        "zabbix",
        "ec2-user",
        "teamspeak",
        "student",
    ];
    let name = USERS.get(usize::try_from(number % 32).unwrap_or(0));
    let name = name.copied().unwrap_or_default();
    match number / 32 {
        0 => name.to_owned(),
        further => format!("{name}{further}"),
    }
}
