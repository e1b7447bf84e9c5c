//! Sendmail: `srvrsmtp.c`, `collect.c`, `daemon.c`, `ruleset` lines of `parseaddr.c`.

use super::draw::{Daemon, Draw, Form, cut, doubtful, form, syslog};

pub const SENDMAIL: Daemon = Daemon {
    id: "sendmail",
    forms: FORMS,
    line,
};

/// A message begins with the queue id of its letter, if it is about one.
fn line(draw: &mut Draw, message: String) -> String {
    let program = draw.pick(&["sendmail", "sm-mta"]);
    let id = match message.starts_with("STARTTLS") {
        true => "",
        false => "s1OHxxSn001499: ",
    };
    syslog(draw, program, &cut(format!("{id}{message}"), 980))
}

/// `CurSmtpClient`: who asked by `ident` was told to be, the name, the address.
fn client(draw: &mut Draw) -> String {
    let name = match draw.below(3) {
        0 => draw.host_name() + " ",
        _ => String::new(),
    };
    let forged = match name.is_empty() {
        true => "",
        false => draw.pick(&["", " (may be forged)"]),
    };
    let address = draw.peer();
    let address = match address.contains(':') {
        true => format!("IPv6:{address}"),
        false => address,
    };
    format!("{name}[{address}]{forged}")
}

/// What an address or a word of a command may hold: no controls.
fn word(draw: &mut Draw, most: usize) -> String {
    draw.text(most)
        .replace(|letter: char| letter.is_control(), " ")
}

const FORMS: &[Form] = &[
    doubtful("AUTH failure, with the name", |draw| {
        format!(
            "AUTH failure ({}): authentication failure (-13) SASL(-13): authentication failure: checkpass failed, user={}, relay={}",
            draw.pick(&["LOGIN", "PLAIN", "CRAM-MD5"]),
            word(draw, 80),
            cut(client(draw), 100)
        )
    }),
    form("AUTH failure", |draw| {
        format!(
            "AUTH failure ({}): user not found (-20) SASL(-13): user not found: no secret in database, relay={}",
            draw.pick(&["LOGIN", "PLAIN", "CRAM-MD5"]),
            cut(client(draw), 100)
        )
    }),
    doubtful("ruleset=check_rcpt", |draw| {
        let (to, client) = (word(draw, 100), client(draw));
        format!(
            "ruleset=check_rcpt, arg1=<{to}>, relay={client}, reject=550 5.7.1 <{}>... Relaying denied",
            word(draw, 100)
        )
    }),
    doubtful("ruleset=check_mail", |draw| {
        let (from, client) = (word(draw, 100), client(draw));
        format!(
            "ruleset=check_mail, arg1=<{from}>, relay={client}, reject=553 5.1.8 <{}>... Domain of sender address {} does not exist",
            word(draw, 60),
            word(draw, 60)
        )
    }),
    form("ruleset=check_relay", |draw| {
        let name = draw.name_or_address();
        format!(
            "ruleset=check_relay, arg1={name}, arg2={}, relay={}, reject=553 5.3.0 Access denied",
            draw.peer(),
            client(draw)
        )
    }),
    doubtful("from=", |draw| {
        format!(
            "from=<{}>, size=100, class=0, nrcpts=1, msgid=<{}>, proto=ESMTP, daemon=MTA, relay={}",
            word(draw, 100),
            word(draw, 100),
            client(draw)
        )
    }),
    form("possible SMTP attack", |draw| {
        format!(
            "{}: possible SMTP attack: command={}, count={}",
            client(draw),
            draw.pick(&["AUTH", "VRFY", "EXPN", "NOOP"]),
            draw.number(30)
        )
    }),
    form("did not issue MAIL", |draw| {
        format!(
            "{} did not issue MAIL/EXPN/VRFY/ETRN during connection to MTA",
            client(draw)
        )
    }),
    form("lost input channel", |draw| {
        format!(
            "lost input channel from {} to MTA after {}",
            client(draw),
            draw.pick(&["rcpt", "mail", "data", "startup"])
        )
    }),
    form("timeout waiting for input", |draw| {
        format!(
            "timeout waiting for input from {} during server cmd read",
            client(draw)
        )
    }),
    form("pre-greeting traffic", |draw| {
        let address = draw.peer();
        let name = match draw.rarely(2) {
            true => draw.host_name(),
            false => format!("[{address}]"),
        };
        format!(
            "rejecting commands from {name} [{address}] due to pre-greeting traffic after 0 seconds"
        )
    }),
    form("too many bad commands", |draw| {
        format!(
            "{}: probable open proxy: command={}",
            client(draw),
            cut(word(draw, 60), 40)
        )
    }),
    form("VRFY, EXPN", |draw| {
        let (client, verb) = (client(draw), draw.pick(&["VRFY", "expn", "VRFY"]));
        format!("{client}: {verb} {} [rejected]", word(draw, 100))
    }),
    form("User unknown", |draw| {
        format!("<{}>... User unknown", word(draw, 100))
    }),
    form("didn't use HELO", |draw| {
        format!(
            "Authentication-Warning: mx.example.com: {} didn't use HELO protocol",
            client(draw)
        )
    }),
    form("claimed to be", |draw| {
        let client = client(draw);
        format!(
            "Authentication-Warning: mx.example.com: Host {client} claimed to be {}",
            word(draw, 100)
        )
    }),
    form("to=", |draw| {
        format!(
            "to=<{}>, delay=00:00:01, xdelay=00:00:01, mailer=esmtp, pri=30100, relay=mx.example.net. [192.0.2.30], dsn=5.0.0, stat=Service unavailable {}",
            word(draw, 100),
            word(draw, 100)
        )
    }),
    form("STARTTLS", |draw| {
        format!(
            "STARTTLS=server, relay={}, version=TLSv1.2, verify=NO, cipher=ECDHE-RSA-AES256-GCM-SHA384, bits=256/256",
            client(draw)
        )
    }),
];
