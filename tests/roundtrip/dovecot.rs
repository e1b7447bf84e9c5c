//! Dovecot: `login-common/client-common.c`, `auth/auth-request.c`, `lib/str-sanitize.c`.

use super::draw::{Daemon, Draw, Form, cut, doubtful, form, syslog};

pub const DOVECOT: Daemon = Daemon {
    id: "dovecot",
    forms: FORMS,
    line: |draw, message| syslog(draw, "dovecot", &message),
};

/// `str_sanitize`: controls become `?`, and a longer text ends in three dots.
fn sanitized(text: String, most: usize) -> String {
    let text = text.replace(|letter: char| letter.is_control(), "?");
    match text.len() > most {
        true => cut(text, most - 3) + "...",
        false => text,
    }
}

fn user(draw: &mut Draw) -> String {
    let text = draw.text(120);
    sanitized(text, 80)
}

/// `user=<…>, method=…, rip=…, lip=…, TLS, session=<…>`
fn elements(draw: &mut Draw) -> String {
    let mut text = format!("user=<{}>, ", user(draw));
    if !draw.rarely(3) {
        text += &format!("method={}, ", draw.pick(&["PLAIN", "LOGIN", "CRAM-MD5"]));
    }
    text += &format!("rip={}, lip=192.0.2.10", draw.peer());
    text += draw.pick(&[
        "",
        ", TLS",
        ", TLS handshaking",
        ", secured",
        ", TLS: Disconnected",
    ]);
    text + draw.pick(&["", ", session=<q3Xq1Ho3suQYdo+k>"])
}

/// `user,IP,session`: whom the authentication process speaks of.
fn identity(draw: &mut Draw) -> String {
    let name = draw.text(100);
    let name = match draw.rarely(3) {
        true => "?".to_owned(),
        false => sanitized(name, 64),
    };
    format!("{name},{}", draw.peer())
}

fn mechanism(draw: &mut Draw) -> &'static str {
    draw.pick(&["pam", "passwd-file", "sql", "ldap", "shadow", "static"])
}

const FORMS: &[Form] = &[
    form("login: auth failed", |draw| {
        let service = draw.pick(&["imap", "pop3", "submission", "managesieve"]);
        let reason = draw.pick(&[
            "Disconnected",
            "Disconnected: Connection closed",
            "Disconnected: Inactivity",
            "Aborted login",
            "Login aborted: Connection closed",
            "Disconnected: Too many invalid commands",
        ]);
        let attempts = 1 + draw.below(9);
        let within = draw.pick(&["", " in 2 secs"]);
        format!(
            "{service}-login: {reason} (auth failed, {attempts} attempts{within}): {}",
            elements(draw)
        )
    }),
    form("login: auth failed, with its code", |draw| {
        format!(
            "imap-login: Login aborted: Connection closed (auth failed, 1 attempts in 2 secs) (auth_failed): {}",
            elements(draw)
        )
    }),
    form("login: no auth attempts", |draw| {
        let reason = draw.pick(&[
            "Disconnected",
            "Disconnected: Connection closed: SSL_accept() failed: error:0A000416:SSL routines::sslv3 alert certificate unknown",
            "Aborted login",
            "Disconnected: Inactivity",
        ]);
        format!(
            "pop3-login: {reason} (no auth attempts in 0 secs): user=<>, rip={}, lip=192.0.2.10, TLS handshaking, session=<a>",
            draw.peer()
        )
    }),
    form("login: tried to use disallowed plaintext auth", |draw| {
        format!(
            "imap-login: Disconnected (tried to use disallowed plaintext auth): {}",
            elements(draw)
        )
    }),
    form("login: Login", |draw| {
        format!("imap-login: Login: {}", elements(draw))
    }),
    form("login: proxy", |draw| {
        format!(
            "imap-login: proxy({}): started proxying to 192.0.2.20:143: {}",
            user(draw),
            elements(draw)
        )
    }),
    doubtful("auth: unknown user", |draw| {
        format!(
            "auth: {}({}): unknown user",
            mechanism(draw),
            identity(draw)
        )
    }),
    doubtful("auth: Password mismatch", |draw| {
        let end = draw.pick(&[
            "",
            " (given password: x)",
            " (SHA1 of given password: abcdef)",
        ]);
        format!(
            "auth: {}({},<q3Xq1Ho3suQYdo+k>): Password mismatch{end}",
            mechanism(draw),
            identity(draw)
        )
    }),
    doubtful("auth: pam_authenticate() failed", |draw| {
        format!(
            "auth-worker(100): pam({}): pam_authenticate() failed: Authentication failure (Password mismatch?)",
            identity(draw)
        )
    }),
    doubtful("auth, of 2.4", |draw| {
        let what = draw.pick(&["unknown user", "Password mismatch"]);
        format!(
            "auth: auth({},sasl:plain)<q3Xq1Ho3suQYdo+k>: {}: {what}",
            identity(draw),
            mechanism(draw)
        )
    }),
    form("auth: disallowed character", |draw| {
        format!(
            "auth: auth(?,{},sasl:plain)<q3Xq1Ho3suQYdo+k>: Username character disallowed by auth_username_chars: 0x2c (username: {})",
            draw.peer(),
            sanitized(draw.text(200), 128)
        )
    }),
    form("auth: disallowed character, of 2.2", |draw| {
        format!(
            "auth: login(?,{}): Username character disallowed by auth_username_chars: 0x27 (username: {})",
            draw.peer(),
            sanitized(draw.text(200), 128)
        )
    }),
];
