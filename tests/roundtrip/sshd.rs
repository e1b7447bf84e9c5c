//! OpenSSH: `auth.c`, `auth2.c`, `packet.c`, `sshd.c`, `kex.c`, `log.c`.

use super::draw::{Daemon, Draw, Form, cut, form, syslog};

pub const SSHD: Daemon = Daemon {
    id: "sshd",
    forms: FORMS,
    line,
};

/// `do_log`: the message is cut at 1,023 bytes, made visible byte for byte (`VIS_SAFE | VIS_OCTAL`), and cut at 500.
fn line(draw: &mut Draw, message: String) -> String {
    let mut seen = String::new();
    for byte in cut(message, 1023).bytes() {
        match byte {
            b'\\' => seen.push_str("\\\\"),
            b' '..=b'~' | b'\t' | b'\n' | 7 | 8 | b'\r' => seen.push(char::from(byte)),
            _ => seen.push_str(&format!("\\{byte:03o}")),
        }
    }
    let program = draw.pick(&["sshd", "sshd-session"]);
    let line = syslog(draw, program, &cut(seen, 500));
    draw.longest(line, 500)
}

/// The name of a login: what follows its first colon is the style.
fn user(draw: &mut Draw) -> String {
    let text = draw.text(150);
    cut(text.split(':').next().unwrap_or_default().to_owned(), 100)
}

/// ` from IP port N`
fn from(draw: &mut Draw) -> String {
    format!(" from {} port {}", draw.peer(), draw.number(65_536))
}

/// `IP port N`
fn at(draw: &mut Draw) -> String {
    format!("{} port {}", draw.peer(), draw.number(65_536))
}

/// `invalid user NAME IP port N`, as `fmt_connection_id` writes it.
fn connection(draw: &mut Draw) -> String {
    let head = draw.pick(&["invalid user", "authenticating user"]);
    format!("{head} {} {}", user(draw), at(draw))
}

fn invalid(draw: &mut Draw) -> &'static str {
    draw.pick(&["", "invalid user "])
}

const FORMS: &[Form] = &[
    form("Failed … for …", |draw| {
        let method = draw.pick(&["password", "none", "publickey", "keyboard-interactive/pam"]);
        let preauth = draw.pick(&["", " [preauth]"]);
        format!(
            "Failed {method} for {}{}{} ssh2{preauth}",
            invalid(draw),
            user(draw),
            from(draw)
        )
    }),
    form("Failed publickey for …, of a certificate", |draw| {
        format!(
            "Failed publickey for {}{}{} ssh2: RSA-CERT SHA256:AAAAAAAA ID {} (serial 0) CA RSA SHA256:BBBBBBBB",
            invalid(draw),
            user(draw),
            from(draw),
            draw.text(200)
        )
    }),
    form("Accepted … for …", |draw| {
        let method = draw.pick(&["password", "publickey", "keyboard-interactive/pam"]);
        format!("Accepted {method} for hanako{} ssh2", from(draw))
    }),
    form("Accepted certificate ID", |draw| {
        format!(
            "Accepted publickey for hanako{} ssh2: ED25519-CERT SHA256:AAAA ID {} (serial 1) CA ED25519 SHA256:BBBB",
            from(draw),
            draw.text(200)
        )
    }),
    form("Postponed … for …", |draw| {
        format!(
            "Postponed keyboard-interactive for {}{}{} ssh2 [preauth]",
            invalid(draw),
            user(draw),
            from(draw)
        )
    }),
    form("Invalid user", |draw| {
        format!("Invalid user {}{}", user(draw), from(draw))
    }),
    form("Illegal user, of older daemons", |draw| {
        let word = draw.pick(&["Illegal", "Invalid"]);
        format!("{word} user {} from {}", user(draw), draw.peer())
    }),
    form("input_userauth_request", |draw| {
        format!(
            "input_userauth_request: invalid user {} [preauth]",
            user(draw)
        )
    }),
    form("Connection closed by …", |draw| {
        let head = draw.pick(&[
            "Connection closed by",
            "Connection reset by",
            "Disconnected from",
        ]);
        format!("{head} {} [preauth]", connection(draw))
    }),
    form("Disconnected from user", |draw| {
        format!("Disconnected from user hanako {}", at(draw))
    }),
    form("Disconnecting …: reason", |draw| {
        let reason = match draw.below(3) {
            0 => "Too many authentication failures".to_owned(),
            1 => format!(
                "Change of username or service not allowed: ({},ssh-connection) -> ({},ssh-connection)",
                user(draw),
                user(draw)
            ),
            _ => format!("Packet corrupt {}", draw.text(60)),
        };
        format!(
            "Disconnecting {}: {} [preauth]",
            connection(draw),
            cut(reason, 100)
        )
    }),
    form("Received disconnect from", |draw| {
        format!(
            "Received disconnect from {}:{}: {} [preauth]",
            at(draw),
            draw.number(15),
            draw.text(400)
        )
    }),
    form("ssh_dispatch_run_fatal", |draw| {
        let reason = draw.pick(&[
            "message authentication code incorrect",
            "Connection corrupted",
            "invalid format",
        ]);
        format!(
            "ssh_dispatch_run_fatal: Connection from {}: {reason} [preauth]",
            connection(draw)
        )
    }),
    form("maximum authentication attempts", |draw| {
        format!(
            "error: maximum authentication attempts exceeded for {}{}{} ssh2 [preauth]",
            invalid(draw),
            user(draw),
            from(draw)
        )
    }),
    form("PAM: … for … from", |draw| {
        let reason = draw.pick(&[
            "Authentication failure",
            "User not known to the underlying authentication module",
            "Permission denied",
        ]);
        let word = draw.pick(&["", "illegal user ", "invalid user "]);
        format!(
            "error: PAM: {reason} for {word}{} from {}",
            user(draw),
            draw.name_or_address()
        )
    }),
    form("Bad protocol version identification", |draw| {
        format!(
            "Bad protocol version identification '{}'{}",
            draw.text(200),
            from(draw)
        )
    }),
    form("Protocol major versions differ", |draw| {
        format!(
            "Protocol major versions differ for {}: SSH-2.0-OpenSSH_8.0 vs. {}",
            at(draw),
            draw.text(200)
        )
    }),
    form("Did not receive identification string", |draw| {
        format!("Did not receive identification string{}", from(draw))
    }),
    form("kex_exchange_identification", |draw| {
        let text = match draw.below(3) {
            0 => "Connection closed by remote host".to_owned(),
            1 => "banner line contains invalid characters".to_owned(),
            _ => format!(
                "client sent invalid protocol identifier \"{}\"",
                draw.text(256)
            ),
        };
        format!("error: kex_exchange_identification: {text}")
    }),
    form("banner exchange", |draw| {
        let reason = draw.pick(&[
            "invalid format",
            "could not read protocol version",
            "Broken pipe",
        ]);
        format!("banner exchange: Connection from {}: {reason}", at(draw))
    }),
    form("Unable to negotiate with", |draw| {
        let what = draw.pick(&["key exchange method", "host key type", "cipher", "MAC"]);
        format!(
            "Unable to negotiate with {}: no matching {what} found. Their offer: {} [preauth]",
            at(draw),
            draw.text(300)
        )
    }),
    form("User … not allowed", |draw| {
        let why = draw.pick(&[
            "not listed in AllowUsers",
            "listed in DenyUsers",
            "a group is listed in DenyGroups",
        ]);
        format!(
            "User hanako from {} not allowed because {why}",
            draw.name_or_address()
        )
    }),
    form("reverse mapping", |draw| {
        format!(
            "reverse mapping checking getaddrinfo for {} [{}] failed.",
            draw.host_name(),
            draw.peer()
        )
    }),
    form("Address … maps to", |draw| {
        format!(
            "Address {} maps to {}, but this does not map back to the address.",
            draw.peer(),
            draw.host_name()
        )
    }),
    form("Connection from … on", |draw| {
        format!(
            "Connection from {} on 192.0.2.1 port 22 rdomain \"\"",
            at(draw)
        )
    }),
    form("drop connection", |draw| {
        format!(
            "error: drop connection #{} from [{}]:{} on [192.0.2.1]:22 past MaxStartups",
            draw.number(20),
            draw.peer(),
            draw.number(65_536)
        )
    }),
    form("Received request to connect", |draw| {
        format!(
            "Received request from {} to connect to host {} port 80, but the request was denied.",
            at(draw),
            draw.text(100)
        )
    }),
    form("userauth_pubkey", |draw| {
        format!(
            "userauth_pubkey: signature algorithm {} not in PubkeyAcceptedAlgorithms [preauth]",
            draw.text(200)
        )
    }),
    form("subsystem request", |draw| {
        format!(
            "subsystem request for {} by user hanako failed, subsystem not found",
            draw.text(100)
        )
    }),
];
