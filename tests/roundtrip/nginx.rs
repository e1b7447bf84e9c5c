//! nginx: `ngx_http_log_module.c` for the access log, `ngx_log.c` and `ngx_http_log_error` for the error log.

use super::draw::{Daemon, Draw, Form, cut, doubtful, form};

pub const ACCESS: Daemon = Daemon {
    id: "nginx-access",
    forms: ACCESS_FORMS,
    line: |_, message| message,
};

pub const ERROR: Daemon = Daemon {
    id: "nginx-error",
    forms: ERROR_FORMS,
    line: error_line,
};

/// Quotes, backslashes and all that is not printable ASCII become `\xHH`.
fn item(text: String) -> String {
    let mut out = String::new();
    for byte in text.bytes() {
        match byte {
            b'"' | b'\\' | 0..b' ' | 0x7f.. => out.push_str(&format!("\\x{byte:02X}")),
            _ => out.push(char::from(byte)),
        }
    }
    out
}

const ACCESS_FORMS: &[Form] = &[form("combined", |draw| {
    let user = match draw.below(3) {
        0 => "-".to_owned(),
        _ => item(draw.text(100)),
    };
    let request = match draw.below(3) {
        0 => item(draw.text(300)),
        _ => format!("GET /{} HTTP/1.1", item(draw.text(300))),
    };
    let (peer, second) = (draw.peer(), draw.below(60));
    let (status, size) = (
        draw.pick(&["200", "404", "401", "400", "499"]),
        draw.number(9999),
    );
    format!(
        "{peer} - {user} [22/Nov/2026:11:00:{second:02} +0900] \"{request}\" {status} {size} \"{}\" \"{}\"",
        item(draw.text(200)),
        item(draw.text(200))
    )
})];

/// The whole line is cut at 2,047 bytes. Nothing is escaped; what would end the line is left out here, for
/// what begins behind it is a forged line like any other.
fn error_line(draw: &mut Draw, message: String) -> String {
    let level = draw.pick(&["error", "info", "warn", "crit"]);
    let head = format!(
        "2026/11/22 11:00:{:02} [{level}] 100#100: *{} ",
        draw.below(60),
        1 + draw.below(999)
    );
    cut((head + &message).replace(['\n', '\r', '\0'], " "), 2047)
}

/// `, client: …, server: …, request: "…", host: "…", referrer: "…"`
fn tail(draw: &mut Draw) -> String {
    let mut tail = format!(
        ", client: {}, server: {}",
        draw.peer(),
        draw.pick(&["www.example.com", "_", ""])
    );
    if !draw.rarely(5) {
        tail += &format!(", request: \"GET /{} HTTP/1.1\"", draw.text(200));
    }
    if draw.rarely(3) {
        tail += ", upstream: \"fastcgi://127.0.0.1:9000\"";
    }
    if !draw.rarely(3) {
        tail += &format!(", host: \"{}\"", draw.text(80));
    }
    if draw.rarely(2) {
        tail += &format!(", referrer: \"{}\"", draw.text(120));
    }
    tail
}

/// A text of mostly a line's length, and now and then one that pushes all the rest out of the line.
fn text(draw: &mut Draw) -> String {
    let most = draw.pick(&[60, 200, 200, 2100]);
    draw.text(most)
}

const ERROR_FORMS: &[Form] = &[
    doubtful("user was not found", |draw| {
        format!(
            "user \"{}\" was not found in \"/etc/nginx/.htpasswd\"{}",
            text(draw),
            tail(draw)
        )
    }),
    doubtful("password mismatch", |draw| {
        format!("user \"{}\": password mismatch{}", text(draw), tail(draw))
    }),
    form("no user/password", |draw| {
        format!(
            "no user/password was provided for basic authentication{}",
            tail(draw)
        )
    }),
    doubtful("open() failed", |draw| {
        format!(
            "open() \"/var/www/{}\" failed (2: No such file or directory){}",
            text(draw),
            tail(draw)
        )
    }),
    form("access forbidden by rule", |draw| {
        format!("access forbidden by rule{}", tail(draw))
    }),
    doubtful("directory index is forbidden", |draw| {
        format!(
            "directory index of \"/var/www/{}/\" is forbidden{}",
            text(draw),
            tail(draw)
        )
    }),
    doubtful("FastCGI sent in stderr", |draw| {
        format!(
            "FastCGI sent in stderr: \"{}\" while reading response header from upstream{}",
            text(draw),
            tail(draw)
        )
    }),
    form("upstream timed out", |draw| {
        format!(
            "upstream timed out (110: Connection timed out) while reading response header from upstream{}",
            tail(draw)
        )
    }),
    form("limiting requests", |draw| {
        format!(
            "limiting requests, excess: 0.5{} by zone \"one\"{}",
            draw.number(99),
            tail(draw)
        )
    }),
    form("limiting connections", |draw| {
        format!("limiting connections by zone \"addr\"{}", tail(draw))
    }),
    doubtful("client sent invalid header line", |draw| {
        format!(
            "client sent invalid header line: \"{}\" while reading client request headers{}",
            text(draw),
            tail(draw)
        )
    }),
    form("client sent invalid request", |draw| {
        format!(
            "client sent invalid request while reading client request line{}",
            tail(draw)
        )
    }),
    form("client intended to send too large body", |draw| {
        format!(
            "client intended to send too large body: {} bytes{}",
            draw.number(9_999_999),
            tail(draw)
        )
    }),
    form("SSL_do_handshake() failed", |draw| {
        format!(
            "SSL_do_handshake() failed (SSL: error:0A00006C:SSL routines::bad key share) while SSL handshaking, client: {}, server: 0.0.0.0:443",
            draw.peer()
        )
    }),
    doubtful("access forbidden: ModSecurity", |draw| {
        format!(
            "[client {}] ModSecurity: Access denied with code 403 (phase 2). [msg \"{}\"]{}",
            draw.peer(),
            text(draw),
            tail(draw)
        )
    }),
];
