//! Lines that are read with their neighbours, that hold more than one record, and figures over several events.

use crate::support::{lines, report};

/// What each record of the input was read as: status, event, address.
fn check(text: &str, wanted: &[(&str, &str, &str)]) {
    let found = lines(text.as_bytes());
    let found: Vec<_> = found
        .iter()
        .map(|read| {
            let addr = read.addr.as_deref().unwrap_or_default();
            (read.status.as_str(), read.event.as_str(), addr)
        })
        .collect();
    assert_eq!(found, wanted, "{text}");
}

const REVERSE: (&str, &str, &str) = ("matched", "sshd-connections/name-mismatch", "203.0.113.9");
const FAILED: (&str, &str, &str) = ("matched", "sshd-failed/failed", "203.0.113.9");

#[test]
fn two_records_on_a_line_are_both_read() {
    let text = "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 20 13:29:04 school sshd[548]: Failed password for ROOT from 203.0.113.9 port 62531";
    check(text, &[REVERSE, FAILED]);
    let report = report(&[("glued", text.as_bytes())]);
    let lines = report.files[0].lines;
    assert_eq!((lines.read, lines.matched), (1, 1));
    let attempts: Vec<_> = report.attackers.iter().map(|one| one.attempts).collect();
    assert_eq!(attempts, [1]);
    let samples = report.sections.iter().flat_map(|section| &section.tables);
    let samples: Vec<_> = samples.flat_map(|table| &table.rows[0].samples).collect();
    assert!(samples.len() == 2 && samples.iter().all(|sample| sample.text == text));
}

#[test]
fn a_strangers_text_is_no_second_record() {
    for (text, decoy) in [
        // Read whole, with the text in a user's name.
        (
            "Jan 20 13:29:04 school sshd[548]: Invalid user x from 198.51.100.77Jan 20 13:29:04 school sshd[9]: Failed password for root from 198.51.100.77 port 22 from 203.0.113.9",
            "198.51.100.77",
        ),
        // Not read whole, but what stands before has room for text of others.
        (
            "Jan 20 13:29:04 school sshd[548]: Invalid user x from 192.0.2.1Jan 20 13:29:04 school sshd[9]: Failed password for root from 198.51.100.77 port 22 and more",
            "198.51.100.77",
        ),
        // Another host.
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 20 13:29:04 home sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
        // A stamp that is older, and one that is younger by more than a day.
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 20 13:29:03 school sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9.Jan 21 13:29:05 school sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
        // The message before does not end at the stamp.
        (
            "Jan 20 13:29:04 school sshd[548]: Could not reverse map address 203.0.113.9 orJan 20 13:29:04 school sshd[9]: Failed password for root from 198.51.100.77 port 22",
            "198.51.100.77",
        ),
    ] {
        let found = lines(text.as_bytes());
        assert_eq!(found.len(), 1, "{text}");
        assert_ne!(found[0].addr.as_deref(), Some(decoy), "{text}");
    }
}

#[test]
fn a_line_that_names_its_host_often_is_not_looked_at_for_long() {
    let text = format!(
        "Jan 20 13:29:04 h sshd[548]: {}",
        "Jan 20 13:29:04 h sshd[1]: x ".repeat(2000)
    );
    let found = lines(text.as_bytes());
    assert_eq!(found.len(), 1);
}

#[test]
fn the_line_below_a_samba_head_has_its_time() {
    let head =
        "[2019/01/02 03:04:05.678901,  2] ../source3/auth/auth.c:334(auth_check_ntlm_password)";
    let text = "  check_ntlm_password:  Authentication for user [taro] -> [taro] FAILED with error NT_STATUS_NO_SUCH_USER";
    let both = format!("{head}\n{text}\n");
    check(
        &both,
        &[
            ("ignored", "samba-server/heads", ""),
            ("matched", "samba/auth-failed-user", ""),
        ],
    );
    let report = report(&[("log.smbd", both.as_bytes())]);
    let tables = report.sections.iter().flat_map(|section| &section.tables);
    let failed: Vec<_> = tables
        .filter(|table| table.event == "auth-failed-user")
        .map(|table| table.rows[0].first.as_deref())
        .collect();
    assert_eq!(failed, [Some("2019-01-02T03:04:05")]);
}

#[test]
fn a_total_adds_events_of_several_pages() {
    let text = "Dec 18 02:05:52 mx postfix/smtpd[16349]: NOQUEUE: reject: CONNECT from unknown[203.0.113.31]: 503 5.5.0 <unknown[203.0.113.31]>: Client host rejected: Improper use of SMTP command pipelining; proto=SMTP
Dec 18 02:05:53 mx postfix/smtpd[16350]: NOQUEUE: reject: RCPT from unknown[203.0.113.32]: 554 5.7.1 <a@example.net>: Relay access denied; from=<b@example.net> to=<a@example.net> proto=ESMTP helo=<x>
";
    let report = report(&[("maillog", text.as_bytes())]);
    let totals: Vec<_> = report
        .sections
        .iter()
        .flat_map(|section| &section.totals)
        .map(|total| (total.id.as_str(), total.count, total.lines))
        .collect();
    assert_eq!(totals, [("rejected", 2, 2)]);
}

/// Caddy's line; whatever a visitor writes is escaped.
fn caddy(uri: &str, status: u16) -> String {
    format!(
        r#"{{"level":"info","ts":1717300064.25,"logger":"http.log.access.log0","msg":"handled request","request":{{"remote_ip":"203.0.113.9","remote_port":"4000","client_ip":"203.0.113.9","proto":"HTTP/2.0","method":"GET","host":"www.example.com","uri":"{uri}","headers":{{"User-Agent":["curl/8"],"Remote_ip":["198.51.100.77"]}}}},"bytes_read":0,"user_id":"","duration":0.001,"size":0,"status":{status}}}"#
    )
}

#[test]
fn an_access_log_of_objects_is_read_by_the_pages_of_web_servers() {
    const SECRET: (&str, &str, &str) = ("matched", "httpd-secrets/config-file", "203.0.113.9");
    let nginx = r#"{"time_local":"02/Jun/2024:03:47:44 +0000","remote_addr":"203.0.113.9","remote_user":"","request":"GET /.env HTTP/1.1","status":"404","body_bytes_sent":"153","http_user_agent":"curl/8","http_x_forwarded_for":"198.51.100.77"}"#;
    let traefik = r#"{"ClientAddr":"192.0.2.1:4000","ClientHost":"198.51.100.77, 203.0.113.9","ClientPort":"4000","ClientUsername":"-","DownstreamContentSize":19,"DownstreamStatus":404,"Duration":10158,"RequestHost":"www.example.com","RequestMethod":"GET","RequestPath":"/.env","RequestProtocol":"HTTP/1.1","level":"info","msg":"","request_Remote_addr":"198.51.100.77","time":"2024-06-02T03:47:44Z"}"#;
    let apache = r#"{"time":"2024-06-02T03:47:44+0000","remoteIP":"203.0.113.9","host":"www.example.com","request":"/.env","query":"","method":"GET","status":"404","userAgent":"curl/8","referer":"-"}"#;
    for line in [nginx, traefik, apache, &caddy("/.env", 404)] {
        check(line, &[SECRET]);
        check(&format!("Jun  2 03:47:44 web caddy[7]: {line}"), &[SECRET]);
        check(&format!("web-1     | {line}"), &[SECRET]);
        let kept = line.replace('\\', "\\\\").replace('"', "\\\"");
        check(
            &format!(r#"{{"log":"{kept}\n","stream":"stdout","time":"2024-06-02T03:47:44.5Z"}}"#),
            &[SECRET],
        );
    }
    // Whoever sends an object to another program is no visitor of a web server.
    check(
        &format!("Jun  2 03:47:44 web app[7]: {nginx}"),
        &[("unmatched", "", "")],
    );
}

#[test]
fn a_visitor_writes_no_key_of_an_object() {
    const REQUEST: (&str, &str, &str) = ("matched", "httpd/client-error", "203.0.113.9");
    for uri in [
        r#"/\",\"remote_ip\":\"198.51.100.77"#,
        r#"/\"},\"status\":200,\"remote_addr\":\"198.51.100.77\",\"x\":{\"y\":\""#,
        r#"/x [01/Jan/2000:00:00:00 +0000] "#,
        r#"/ HTTP/1.1\" 200 5 \"-\" \"x"#,
    ] {
        check(&caddy(uri, 404), &[REQUEST]);
    }
    let raw = r#"{"remote_addr":"203.0.113.9","uri":"/","remote_addr":"198.51.100.77","x":"","status":404}"#;
    // What it says of addresses is in no table.
    check(raw, &[("ambiguous", "httpd/client-error", "203.0.113.9")]);
}

#[test]
fn blanks_that_do_not_break_are_read_where_nothing_else_is() {
    const PAM: (&str, &str, &str) = ("matched", "pam-sshd/failed", "203.0.113.9");
    let pam = "Feb 17 04:41:05 web1 sshd[7]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.9  user=root";
    check(&pam.replace("  ", "\u{a0} "), &[PAM]);
    check(&pam.replace(' ', "\u{a0}"), &[PAM]);
    // A stranger's own, in a line that is read as it stands.
    let name = "x\u{a0}from\u{a0}198.51.100.77\u{a0}port\u{a0}22";
    let line = format!(
        "Feb 17 04:41:05 web1 sshd[7]: Failed password for invalid user {name} from 203.0.113.9 port 4022 ssh2"
    );
    check(
        &line,
        &[("matched", "sshd-illegal/illegal-user", "203.0.113.9")],
    );
}
