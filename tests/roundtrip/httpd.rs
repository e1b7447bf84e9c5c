//! Apache httpd: `mod_log_config.c` and `ap_escape_logitem` for the access log, `log.c` and
//! `ap_escape_errorlog_item` for the error log.

use super::draw::{Daemon, Draw, Form, cut, doubtful, form};

pub const ACCESS: Daemon = Daemon {
    id: "httpd-access",
    forms: ACCESS_FORMS,
    line: |_, message| message,
};

pub const ERROR: Daemon = Daemon {
    id: "httpd-error",
    forms: ERROR_FORMS,
    line: error_line,
};

/// Quotes and backslashes get a backslash, all that is not printable ASCII becomes `\xhh`.
fn item(text: String) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' => out.extend(['\\', char::from(byte)]),
            b'\n' => out.push_str("\\n"),
            b'\r' => out.push_str("\\r"),
            b'\t' => out.push_str("\\t"),
            b' '..=b'~' => out.push(char::from(byte)),
            _ => out.push_str(&format!("\\x{byte:02x}")),
        }
    }
    out
}

/// A name, or `-`; it may hold blanks and brackets.
fn user(draw: &mut Draw) -> String {
    match draw.below(3) {
        0 => "-".to_owned(),
        _ => match item(draw.text(100)) {
            name if name.is_empty() => "\"\"".to_owned(),
            name => name,
        },
    }
}

fn request(draw: &mut Draw) -> String {
    match draw.below(3) {
        0 => item(draw.text(300)),
        1 => format!("GET /{} HTTP/1.1", item(draw.text(300))),
        _ => "-".to_owned(),
    }
}

/// `host - user [time] "request" status size`
fn common(draw: &mut Draw) -> String {
    let host = draw.name_or_address();
    let user = user(draw);
    let request = request(draw);
    let (status, size) = (
        draw.pick(&["200", "404", "401", "400", "408"]),
        draw.pick(&["-", "196", "0"]),
    );
    format!(
        "{host} - {user} [22/Nov/2026:11:00:{:02} +0900] \"{request}\" {status} {size}",
        draw.below(60)
    )
}

fn combined(draw: &mut Draw) -> String {
    format!(
        "{} \"{}\" \"{}\"",
        common(draw),
        item(draw.text(200)),
        item(draw.text(200))
    )
}

const ACCESS_FORMS: &[Form] = &[
    form("common", common),
    form("combined", combined),
    form("vhost_combined", |draw| {
        format!("www.example.com:80 {}", combined(draw))
    }),
];

/// `[time] [module:level] [pid N:tid N] [client IP:port] message`, or the shorter form of 2.2; cut at 8,191 bytes.
fn error_line(draw: &mut Draw, message: String) -> String {
    let peer = draw.peer();
    let (old, message) = match message.strip_prefix("old ") {
        Some(message) => (true, message.to_owned()),
        None => (false, message),
    };
    let head = match old {
        true => format!(
            "[Sun Nov 22 11:00:{:02} 2026] [error] [client {peer}] ",
            draw.below(60)
        ),
        false => format!(
            "[Sun Nov 22 11:00:{:02}.123456 2026] [{}] [pid 100:tid 140] [client {peer}:{}] ",
            draw.below(60),
            draw.pick(&[
                "core:error",
                "auth_basic:error",
                "authz_core:error",
                "php7:notice"
            ]),
            draw.number(65_536)
        ),
    };
    cut(head + &message, 8191)
}

/// The same as [`item`], but quotes stay as they are.
fn loose(text: String) -> String {
    item(text).replace("\\\"", "\"")
}

fn referer(draw: &mut Draw) -> String {
    match draw.below(2) {
        0 => String::new(),
        _ => format!(", referer: {}", loose(draw.text(200))),
    }
}

fn text(draw: &mut Draw) -> String {
    loose(draw.text(300))
}

const ERROR_FORMS: &[Form] = &[
    form("user not found", |draw| {
        format!(
            "AH01618: user {} not found: /{}{}",
            text(draw),
            text(draw),
            referer(draw)
        )
    }),
    form("Password Mismatch", |draw| {
        format!(
            "AH01617: user {}: authentication failure for \"/{}\": Password Mismatch{}",
            text(draw),
            text(draw),
            referer(draw)
        )
    }),
    form("user not found, of 2.2", |draw| {
        format!(
            "old user {} not found: /{}{}",
            text(draw),
            text(draw),
            referer(draw)
        )
    }),
    form("password mismatch, of 2.2", |draw| {
        format!(
            "old user {}: authentication failure for \"/{}\": Password Mismatch{}",
            text(draw),
            text(draw),
            referer(draw)
        )
    }),
    form("File does not exist", |draw| {
        format!(
            "AH00128: File does not exist: /var/www/{}{}",
            text(draw),
            referer(draw)
        )
    }),
    form("File does not exist, of 2.2", |draw| {
        format!(
            "old File does not exist: /var/www/{}{}",
            text(draw),
            referer(draw)
        )
    }),
    form("client denied", |draw| {
        format!(
            "AH01630: client denied by server configuration: /var/www/{}{}",
            text(draw),
            referer(draw)
        )
    }),
    form("Invalid URI", |draw| {
        format!("AH00126: Invalid URI in request {}", text(draw))
    }),
    form("Invalid method", |draw| {
        format!("AH00135: Invalid method in request {}", text(draw))
    }),
    form("script not found", |draw| {
        format!(
            "AH01264: script not found or unable to stat: /usr/lib/cgi-bin/{}{}",
            text(draw),
            referer(draw)
        )
    }),
    form("what a script writes", |draw| {
        format!("AH01215: {}", text(draw))
    }),
    form("PHP", |draw| {
        format!(
            "PHP Notice:  Undefined index: {} in /var/www/index.php on line 3{}",
            text(draw),
            referer(draw)
        )
    }),
    form("digest", |draw| {
        format!(
            "AH01790: user `{}' in realm `{}' not found: /{}",
            text(draw),
            text(draw),
            text(draw)
        )
    }),
    form("request failed", |draw| {
        draw.pick(&[
            "request failed: error reading the headers",
            "old request failed: URI too long (longer than 8190)",
        ])
        .to_owned()
    }),
    doubtful("mod_security", |draw| {
        format!(
            "ModSecurity: Access denied with code 403 (phase 2). Pattern match \"x\" at ARGS:{}. [file \"/etc/x.conf\"] [line \"1\"] [id \"1\"] [msg \"{}\"] [hostname \"www.example.com\"] [uri \"/{}\"] [unique_id \"a\"]",
            text(draw),
            text(draw),
            text(draw)
        )
    }),
];
