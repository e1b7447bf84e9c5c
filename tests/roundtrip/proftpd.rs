//! ProFTPD: `mod_auth.c`, `mod_auth_pam.c`, `mod_core.c`, `main.c`, `log.c`. The peer stands first, always.

use super::draw::{Daemon, Draw, Form, form, syslog};

pub const PROFTPD: Daemon = Daemon {
    id: "proftpd",
    forms: FORMS,
    line,
};

/// `server (name[address]): message`, or ` - message` of older versions.
fn line(draw: &mut Draw, message: String) -> String {
    let name = draw.name_or_address();
    let between = draw.pick(&[": ", " - "]);
    let head = format!("srv.example.com ({name}[{}]){between}", draw.peer());
    syslog(draw, "proftpd", &(head + &message))
}

fn user(draw: &mut Draw) -> String {
    draw.text(200)
}

fn from(draw: &mut Draw) -> String {
    let name = draw.name_or_address();
    format!("from {name} [{}] to ::ffff:192.0.2.1:21", draw.peer())
}

const FORMS: &[Form] = &[
    form("no such user found", |draw| {
        format!("USER {}: no such user found {}", user(draw), from(draw))
    }),
    form("user is not a UserAlias", |draw| {
        format!(
            "USER {}: user is not a UserAlias {}",
            user(draw),
            from(draw)
        )
    }),
    form("Login failed", |draw| {
        let reason = draw.pick(&[
            "Incorrect password",
            "No such user found",
            "Limit access denies login",
            "Invalid shell: '/bin/false'",
            "User in /etc/ftpusers",
            "Account disabled",
        ]);
        format!("USER {} (Login failed): {reason}", user(draw))
    }),
    form("ANON", |draw| {
        let reason = draw.pick(&[
            "(Login failed): Incorrect password",
            "(Login failed): Limit access denies login",
        ]);
        format!("ANON {} {reason}", user(draw))
    }),
    form("Login successful", |draw| {
        "USER hanako: Login successful.".to_owned() + draw.pick(&["", " "])
    }),
    form("ANON … Login successful", |draw| {
        format!("ANON {}: Login successful.", user(draw))
    }),
    form("SECURITY VIOLATION", |draw| {
        draw.pick(&[
            "SECURITY VIOLATION: Root login attempted",
            "SECURITY VIOLATION: root login attempted.",
        ])
        .to_owned()
    }),
    form("session", |draw| {
        format!("FTP session {}.", draw.pick(&["opened", "closed"]))
    }),
    form("Maximum login attempts", |_| {
        "Maximum login attempts (3) exceeded, connection refused".to_owned()
    }),
    form("PAM", |draw| {
        format!("PAM({}): Authentication failure.", user(draw))
    }),
    form("Refused PORT", |draw| {
        format!("Refused PORT {} (address mismatch)", draw.text(60))
    }),
    form("notice: user …: aborting transfer", |draw| {
        format!(
            "notice: user {}: aborting transfer: Broken pipe",
            user(draw)
        )
    }),
    form("error in a command", |draw| {
        format!("error: unrecognized command '{}'", draw.text(200))
    }),
    form("chroot", |draw| {
        format!("Preparing to chroot to directory '/home/{}'", draw.text(60))
    }),
];
