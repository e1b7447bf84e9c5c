//! pam_unix: `support.c`, `pam_unix_sess.c`, `pam_unix_acct.c`. Nothing is escaped.

use super::draw::{Daemon, Draw, Form, doubtful, form, syslog};

pub const PAM: Daemon = Daemon {
    id: "pam_unix",
    forms: FORMS,
    line,
};

const SERVICES: [&str; 5] = ["sshd", "vsftpd", "dovecot", "login", "pure-ftpd"];

/// `pam_syslog` puts the module, the service and the function before the message.
fn line(draw: &mut Draw, message: String) -> String {
    let service = draw.pick(&SERVICES);
    syslog(
        draw,
        service,
        &format!("pam_unix({service}:auth): {message}"),
    )
}

fn subject(draw: &mut Draw, ruser: &str) -> String {
    let tty = draw.pick(&["ssh", "ftp", "dovecot", "/dev/pts/0", ""]);
    format!(
        "logname= uid=0 euid=0 tty={tty} ruser={ruser} rhost={} ",
        draw.peer()
    )
}

const FORMS: &[Form] = &[
    doubtful("authentication failure", |draw| {
        let ruser = draw.text(120);
        let subject = subject(draw, &ruser);
        let user = draw.pick(&["root", "hanako"]);
        format!("authentication failure; {subject} user={user}")
    }),
    doubtful("authentication failure of a stranger's name", |draw| {
        let name = draw.text(120);
        let ruser = match draw.below(3) {
            0 => "",
            _ => &name,
        };
        let subject = subject(draw, ruser);
        format!("authentication failure; {subject} user={name}")
    }),
    doubtful("authentication failure of an unknown name", |draw| {
        let ruser = draw.text(120);
        format!("authentication failure; {}", subject(draw, &ruser))
    }),
    doubtful("more authentication failures", |draw| {
        let ruser = match draw.below(2) {
            0 => String::new(),
            _ => draw.text(120),
        };
        let count = 1 + draw.below(5);
        let subject = subject(draw, &ruser);
        format!(
            "{count} more authentication failures; {subject} user={}",
            draw.text(60)
        )
    }),
    form("check pass", |draw| match draw.below(2) {
        0 => "check pass; user unknown".to_owned(),
        _ => format!("check pass; user ({}) unknown", draw.text(100)),
    }),
    form("bad username", |draw| {
        format!("bad username [{}]", draw.text(100))
    }),
    form("session opened", |draw| {
        let name = draw.text(60);
        format!("session opened for user hanako(uid=1000) by {name}(uid=0)")
    }),
    form("account expired", |draw| {
        format!("account {} has expired (account expired)", draw.text(60))
    }),
];
