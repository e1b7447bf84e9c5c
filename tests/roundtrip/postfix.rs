//! Postfix: `smtpd/smtpd.c`, `smtpd_check.c`, `smtpd_sasl_glue.c`, `cleanup_message.c`, `postscreen_*.c`, `util/msg_syslog.c`.

use super::draw::{Daemon, Draw, Form, cut, doubtful, form, syslog};

pub const POSTFIX: Daemon = Daemon {
    id: "postfix",
    forms: FORMS,
    line,
};

/// The message begins with the process (`smtpd: `), and is cut at 980 bytes.
fn line(draw: &mut Draw, message: String) -> String {
    let (process, message) = message.split_once(": ").unwrap_or(("smtpd", &message));
    let program = format!("postfix/{process}");
    syslog(draw, &program, &cut(message.to_owned(), 980))
}

/// `printable`: what cannot be printed becomes `?`.
fn printable(text: String) -> String {
    text.replace(
        |letter: char| letter.is_control() || !letter.is_ascii(),
        "?",
    )
}

fn text(draw: &mut Draw, most: usize) -> String {
    printable(draw.text(most))
}

/// `name[address]`
fn peer(draw: &mut Draw) -> String {
    let name = match draw.below(3) {
        0 => draw.host_name(),
        _ => "unknown".to_owned(),
    };
    format!("{name}[{}]", draw.peer())
}

/// `from=<…> to=<…> proto=ESMTP helo=<…>`
fn envelope(draw: &mut Draw) -> String {
    format!(
        "from=<{}> to=<{}> proto={} helo=<{}>",
        text(draw, 120),
        text(draw, 120),
        draw.pick(&["SMTP", "ESMTP"]),
        text(draw, 120)
    )
}

fn queue(draw: &mut Draw) -> &'static str {
    draw.pick(&["NOQUEUE", "4F1A2B3C4D", "4Rk0hX2Q1Jz9vCT"])
}

/// `[address]:port`
fn endpoint(draw: &mut Draw) -> String {
    format!("[{}]:{}", draw.peer(), draw.number(65_536))
}

const FORMS: &[Form] = &[
    form("connect, disconnect, lost connection", |draw| {
        let head = draw.pick(&[
            "connect from",
            "disconnect from",
            "lost connection after RCPT from",
            "timeout after DATA from",
            "too many errors after AUTH from",
        ]);
        format!("smtpd: {head} {}", peer(draw))
    }),
    form("SASL authentication failed", |draw| {
        format!(
            "smtpd: warning: {}: SASL {} authentication failed: {}",
            peer(draw),
            draw.pick(&["LOGIN", "PLAIN", "CRAM-MD5"]),
            draw.pick(&[
                "authentication failure",
                "UGFzc3dvcmQ6",
                "Invalid authentication mechanism",
                "Connection lost to authentication server"
            ])
        )
    }),
    form("SASL authentication failed, with the name", |draw| {
        format!(
            "smtpd: warning: {}: SASL LOGIN authentication failed: (reason unavailable), sasl_username={}",
            peer(draw),
            text(draw, 200)
        )
    }),
    form("reject: RCPT", |draw| {
        let reason = match draw.below(4) {
            0 => format!("554 5.7.1 <{}>: Relay access denied", text(draw, 120)),
            1 => format!(
                "550 5.1.1 <{}>: Recipient address rejected: User unknown in local recipient table",
                text(draw, 120)
            ),
            2 => format!(
                "504 5.5.2 <{}>: Helo command rejected: need fully-qualified hostname",
                text(draw, 120)
            ),
            _ => format!(
                "450 4.1.8 <{}>: Sender address rejected: Domain not found",
                text(draw, 120)
            ),
        };
        let (queue, peer) = (queue(draw), peer(draw));
        format!(
            "smtpd: {queue}: reject: RCPT from {peer}: {reason}; {}",
            envelope(draw)
        )
    }),
    form("reject: blocked using a list", |draw| {
        let from = peer(draw);
        let peer = draw.peer();
        format!(
            "smtpd: NOQUEUE: reject: RCPT from {from}: 554 5.7.1 Service unavailable; Client host [{peer}] blocked using zen.example.net; https://example.net/query/ip/{peer}; {}",
            envelope(draw)
        )
    }),
    form("reject: other commands", |draw| {
        let verb = draw.pick(&["CONNECT", "MAIL", "EHLO", "HELO", "DATA", "VRFY", "ETRN"]);
        let peer = peer(draw);
        let what = text(draw, 120);
        format!(
            "smtpd: NOQUEUE: reject: {verb} from {peer}: 550 5.7.1 <{what}>: Client host rejected: Access denied; proto=ESMTP helo=<{}>",
            text(draw, 120)
        )
    }),
    form("milter-reject", |draw| {
        let peer = peer(draw);
        format!(
            "smtpd: NOQUEUE: milter-reject: RCPT from {peer}: 451 4.7.1 Greylisting in action; {}",
            envelope(draw)
        )
    }),
    doubtful("cleanup: reject: header", |draw| {
        let head = cut(
            format!(
                "{}: {}",
                draw.pick(&["Subject", "From", "X-Mailer", "Content-Type"]),
                text(draw, 300)
            ),
            200,
        );
        format!(
            "cleanup: 4F1A2B3C4D: {}: {} {head} from {}; {}: 5.7.1 message content rejected",
            draw.pick(&["reject", "warning", "hold", "discard"]),
            draw.pick(&["header", "body"]),
            peer(draw),
            envelope(draw)
        )
    }),
    form("client=", |draw| {
        format!(
            "smtpd: 4F1A2B3C4D: client={}, sasl_method=LOGIN, sasl_username={}",
            peer(draw),
            text(draw, 100)
        )
    }),
    form("non-SMTP command", |draw| {
        format!(
            "smtpd: warning: non-SMTP command from {}: {}",
            peer(draw),
            text(draw, 100)
        )
    }),
    form("improper command pipelining", |draw| {
        format!(
            "smtpd: improper command pipelining after {} from {}: {}",
            draw.pick(&["CONNECT", "EHLO", "RCPT", "DATA"]),
            peer(draw),
            text(draw, 200)
        )
    }),
    form("Illegal address syntax", |draw| {
        format!(
            "smtpd: warning: Illegal address syntax from {} in {} command: {}",
            peer(draw),
            draw.pick(&["MAIL", "RCPT"]),
            text(draw, 100)
        )
    }),
    form("hostname does not resolve", |draw| {
        format!(
            "smtpd: warning: hostname {} does not resolve to address {}: Name or service not known",
            draw.host_name(),
            draw.peer()
        )
    }),
    form("address not listed for hostname", |draw| {
        format!(
            "smtpd: warning: {}: address not listed for hostname {}",
            draw.peer(),
            draw.host_name()
        )
    }),
    form("limits", |draw| {
        let (kind, from) = (
            draw.pick(&[
                "Connection concurrency",
                "Connection rate",
                "Message delivery request rate",
            ]),
            peer(draw),
        );
        format!(
            "smtpd: warning: {kind} limit exceeded: {} from {from} for service smtp",
            10 + draw.below(90)
        )
    }),
    form("cleanup: message-id", |draw| {
        format!("cleanup: 4F1A2B3C4D: message-id=<{}>", text(draw, 200))
    }),
    form("qmgr: from", |draw| {
        format!(
            "qmgr: 4F1A2B3C4D: from=<{}>, size=100, nrcpt=1 (queue active)",
            text(draw, 100)
        )
    }),
    form("smtp: status", |draw| {
        format!(
            "smtp: 4F1A2B3C4D: to=<{}>, relay=none, delay=1, delays=0/0/1/0, dsn=4.4.1, status=deferred ({})",
            text(draw, 100),
            text(draw, 200)
        )
    }),
    form("postscreen: CONNECT, PASS, HANGUP", |draw| {
        match draw.below(3) {
            0 => format!(
                "postscreen: CONNECT from {} to [192.0.2.1]:25",
                endpoint(draw)
            ),
            1 => format!(
                "postscreen: PASS {} {}",
                draw.pick(&["NEW", "OLD"]),
                endpoint(draw)
            ),
            _ => format!(
                "postscreen: HANGUP after 0.1 from {} in tests before SMTP handshake",
                endpoint(draw)
            ),
        }
    }),
    form("postscreen: PREGREET", |draw| {
        format!(
            "postscreen: PREGREET {} after 0.1 from {}: {}",
            draw.number(100),
            endpoint(draw),
            text(draw, 100)
        )
    }),
    form("postscreen: COMMAND PIPELINING", |draw| {
        let (what, from) = (
            draw.pick(&[
                "COMMAND PIPELINING",
                "NON-SMTP COMMAND",
                "BARE NEWLINE",
                "COMMAND LENGTH LIMIT",
            ]),
            endpoint(draw),
        );
        format!(
            "postscreen: {what} from {from} after {}: {}",
            draw.pick(&["EHLO", "MAIL", "CONNECT"]),
            text(draw, 100)
        )
    }),
    form("postscreen: reject", |draw| {
        let from = endpoint(draw);
        format!(
            "postscreen: NOQUEUE: reject: RCPT from {from}: 550 5.7.1 Service unavailable; client [{}] blocked using zen.example.net; from=<{}>, to=<{}>, proto=ESMTP, helo=<{}>",
            draw.peer(),
            text(draw, 100),
            text(draw, 100),
            text(draw, 100)
        )
    }),
];
