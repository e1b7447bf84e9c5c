# Attempts by address, counted from the definition in ARCHITECTURE.md and from nothing else of this project:
# lines of one (host, pid, address) that are less than ten minutes apart are a session, and a session has as
# many attempts as its most frequent kind of line. What PAM alone tells of sshd may be the same attempts
# once more: of the two, the larger sum counts. Lines without a pid count one each.
# Reads a syslog of sshd (2005 to today), PAM and klogind; prints "attempts address".

function kind(line) {
  if (line ~ /: Invalid user /) return "invalid"
  if (line ~ /: Illegal user /) return "illegal"
  if (line ~ /: Failed (password|none|publickey|keyboard-interactive\/pam) for invalid user /) return "failed-invalid"
  if (line ~ /: Failed (password|publickey|keyboard-interactive\/pam) for /) return "failed"
  if (line ~ /: Received disconnect from .*\[preauth\]/) return "disconnect"
  if (line ~ /: Connection closed by invalid user .*\[preauth\]/) return "closed-invalid"
  if (line ~ /: Connection closed by .*\[preauth\]/) return "closed"
  if (line ~ /: Did not receive identification string from /) return "no-identification"
  if (line ~ /: Could not write ident string to [0-9]/) return "no-ident"
  if (line ~ /authentication failure; .*rhost=[^ ]/) return "pam"
  if (line ~ /klogind.*: Authentication failed from /) return "klogind"
  return ""
}

function address(line, what) {
  if (what == "pam") { sub(/.*rhost=/, "", line); sub(/ .*/, "", line); return line }
  if (what == "no-ident") sub(/.* to /, "", line)
  # What a stranger typed stands before the last " from ".
  else if (what ~ /^closed/) { sub(/( port [0-9]+)? \[preauth\].*/, "", line); sub(/.* /, "", line) }
  else sub(/.* from /, "", line)
  sub(/[ :].*/, "", line)
  return line
}

BEGIN { split("31 28 31 30 31 30 31 31 30 31 30 31", days); split("Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec", names)
        for (m = 1; m <= 12; m++) { first[names[m]] = sum; sum += days[m] } }

{ k = kind($0) }
k != "" {
  split($3, clock, ":"); now = ((first[$1] + $2) * 24 + clock[1]) * 3600 + clock[2] * 60 + clock[3]
  addr = address($0, k); daemon = k == "klogind" ? k : "sshd"; pid = $5
  if (!sub(/.*\[/, "", pid)) { seen[addr]; total[addr, daemon]++; next }
  id = $4 SUBSEP daemon SUBSEP pid SUBSEP addr
  if (id in last && now - last[id] >= 600) end(id)
  last[id] = now; owner[id] = addr; of[id] = daemon; count[id, k]++; kinds[id] = kinds[id] " " k
}

function end(id,   list, n, i, most, teller) {
  n = split(kinds[id], list, " "); most = 0; teller = "pam"
  for (i = 1; i <= n; i++) {
    if (count[id, list[i]] > most) most = count[id, list[i]]
    if (list[i] != "pam") teller = of[id]
  }
  for (i = 1; i <= n; i++) delete count[id, list[i]]
  seen[owner[id]]; total[owner[id], teller] += most
  delete kinds[id]; delete last[id]
}

END {
  for (id in last) end(id)
  for (addr in seen) {
    ssh = total[addr, "sshd"] > total[addr, "pam"] ? total[addr, "sshd"] : total[addr, "pam"]
    print ssh + total[addr, "klogind"], addr
  }
}
