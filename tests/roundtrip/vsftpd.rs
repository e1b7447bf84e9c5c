//! vsftpd: `logging.c`. What cannot be printed becomes `?`; quotes and brackets stay as they are.

use super::draw::{Daemon, Draw, Form, doubtful, form};

pub const VSFTPD: Daemon = Daemon {
    id: "vsftpd",
    forms: FORMS,
    line,
};

fn line(draw: &mut Draw, message: String) -> String {
    let second = draw.below(60);
    let pid = 100 + draw.below(900);
    format!("Sun Nov 22 11:00:{second:02} 2026 [pid {pid}] {message}")
        .replace(|letter: char| letter.is_control(), "?")
}

/// `Client "IP"`
fn client(draw: &mut Draw) -> String {
    let address = draw.peer();
    match draw.rarely(3) && !address.contains(':') {
        true => format!("Client \"::ffff:{address}\""),
        false => format!("Client \"{address}\""),
    }
}

fn rate(draw: &mut Draw) -> String {
    format!(
        "{} bytes, {}.50Kbyte/sec",
        draw.number(9999),
        draw.number(99)
    )
}

const FORMS: &[Form] = &[
    form("CONNECT", |draw| format!("CONNECT: {}", client(draw))),
    doubtful("FAIL LOGIN", |draw| {
        format!("[{}] FAIL LOGIN: {}", draw.text(120), client(draw))
    }),
    form("OK LOGIN", |draw| {
        format!("[hanako] OK LOGIN: {}", client(draw))
    }),
    doubtful("OK LOGIN, anonymous", |draw| {
        format!(
            "[ftp] OK LOGIN: {}, anon password \"{}\"",
            client(draw),
            draw.text(120)
        )
    }),
    form("transfers", |draw| {
        let what = draw.pick(&["OK DOWNLOAD", "OK UPLOAD", "FAIL DOWNLOAD", "FAIL UPLOAD"]);
        format!(
            "[hanako] {what}: {}, \"/{}\", {}",
            client(draw),
            draw.text(200),
            rate(draw)
        )
    }),
    doubtful("files", |draw| {
        let what = draw.pick(&[
            "OK MKDIR",
            "FAIL MKDIR",
            "OK DELETE",
            "OK RENAME",
            "FAIL CHMOD",
            "OK RMDIR",
        ]);
        format!("[hanako] {what}: {}, \"/{}\"", client(draw), draw.text(200))
    }),
    doubtful("FTP command", |draw| {
        let name = match draw.below(2) {
            0 => String::new(),
            _ => format!("[{}] ", draw.text(80)),
        };
        format!(
            "{name}FTP command: {}, \"{}\"",
            client(draw),
            draw.text(120)
        )
    }),
    doubtful("FTP response", |draw| {
        let name = match draw.below(2) {
            0 => String::new(),
            _ => format!("[{}] ", draw.text(80)),
        };
        format!(
            "{name}FTP response: {}, \"530 Login incorrect.\"",
            client(draw)
        )
    }),
];
