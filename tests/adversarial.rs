//! What strangers try, a name each: lines that make a careless reader blame somebody else, count wrongly,
//! or see an event that was none. 198.51.100.77 is who must not be blamed.

use crate::support::{lines, report};
use logyomi_core::report::{Report, Table};

const DECOY: &str = "198.51.100.77";

/// Each line's address and user; the decoy is nowhere, neither in a line nor among the attackers.
#[track_caller]
fn named(text: &str, wanted: &[(&str, &str)]) {
    let found = lines(text.as_bytes());
    let found: Vec<(&str, &str)> = found
        .iter()
        .map(|read| {
            (
                read.addr.as_deref().unwrap_or_default(),
                read.user.as_deref().unwrap_or_default(),
            )
        })
        .collect();
    assert_eq!(found, wanted, "{text}");
    innocent(text);
}

/// Whatever is read, the decoy is nobody.
#[track_caller]
fn innocent(text: &str) {
    for read in lines(text.as_bytes()) {
        assert!(
            read.status == "ambiguous" || read.addr.as_deref() != Some(DECOY),
            "{text}"
        );
    }
    let report = report(&[("log", text.as_bytes())]);
    let blamed = report
        .attackers
        .iter()
        .any(|one| one.ip.as_deref() == Some(DECOY) || one.address == DECOY);
    assert!(!blamed, "{text}");
}

/// Two readings, and nobody is named.
#[track_caller]
fn ambiguous(text: &str) {
    assert_eq!(lines(text.as_bytes())[0].status, "ambiguous", "{text}");
    innocent(text);
}

/// How often the address tried.
#[track_caller]
fn attempts(text: &str, address: &str) -> u64 {
    let report = report(&[("log", text.as_bytes())]);
    let mut of = report.attackers.iter().filter(|one| one.address == address);
    of.next().map_or(0, |one| one.attempts)
}

/// The first moment in the input.
fn first(report: &Report) -> &str {
    report.files[0].span.as_ref().map_or("", |span| &span.first)
}

macro_rules! named {
    ($($name:ident: $text:expr => $($addr:literal, $user:literal);+;)*) => {
        $(#[test]
        fn $name() {
            named($text, &[$(($addr, $user)),+]);
        })*
    };
}

named! {
    sshd_the_name_holds_a_whole_tail:
        "Nov 22 11:05:01 www sshd[310]: Failed password for invalid user git from 198.51.100.77 port 2222 ssh2 from 203.0.113.20 port 4101 ssh2"
        => "203.0.113.20", "git from 198.51.100.77 port 2222 ssh2";
    sshd_the_name_holds_a_tail_and_preauth:
        "Nov 22 11:05:01 www sshd[310]: Failed password for invalid user git from 198.51.100.77 port 2222 ssh2 [preauth] from 203.0.113.20 port 4101 ssh2"
        => "203.0.113.20", "git from 198.51.100.77 port 2222 ssh2 [preauth]";
    sshd_the_name_repeats_the_daemons_words:
        "Nov 22 11:05:01 www sshd[310]: Failed password for invalid user invalid user git from 203.0.113.20 port 4101 ssh2"
        => "203.0.113.20", "invalid user git";
    sshd_the_name_holds_several_hosts:
        "Nov 22 11:05:01 www sshd[310]: Failed password for invalid user git by 198.51.100.77 from 198.51.100.77 from 203.0.113.20 port 4101 ssh2"
        => "203.0.113.20", "git by 198.51.100.77 from 198.51.100.77";
    sshd_invalid_user_with_a_port:
        "Nov 22 11:05:01 www sshd[310]: Invalid user b from 198.51.100.77 port 2222 from 203.0.113.20 port 4101"
        => "203.0.113.20", "b from 198.51.100.77 port 2222";
    sshd_a_line_without_a_stamp:
        " sshd[310]: Invalid user bar from 198.51.100.77 from 203.0.113.20"
        => "203.0.113.20", "bar from 198.51.100.77";
    sshd_a_user_that_may_not_log_in_is_counted:
        "Nov 22 11:05:01 www sshd[310]: User root from 203.0.113.20 not allowed because not listed in AllowUsers"
        => "203.0.113.20", "root";
    sshd_connection_closed_by_a_name_with_a_host:
        "Nov 22 11:05:01 www sshd[310]: Connection closed by invalid user y 198.51.100.77 port 2222 203.0.113.20 port 4101 [preauth]"
        => "203.0.113.20", "y 198.51.100.77 port 2222";
    sshd_disconnected_from_a_name_with_preauth:
        "Nov 22 11:05:01 www sshd[310]: Disconnected from invalid user y 198.51.100.77 port 2222 [preauth] 203.0.113.20 port 4101 [preauth]"
        => "203.0.113.20", "y 198.51.100.77 port 2222 [preauth]";
    sshd_the_second_name_stands_behind_the_address:
        "Nov 22 11:05:01 www sshd[310]: Disconnecting invalid user b 203.0.113.20 port 4101: Change of username or service not allowed: (b,ssh-connection) -> (c 198.51.100.77 port 2222,ssh-connec [preauth]"
        => "203.0.113.20", "b";
    sshd_a_key_id_stands_behind_the_address:
        "Nov 22 11:05:01 www sshd[310]: Failed publickey for git from 203.0.113.20 port 4101 ssh2: RSA-CERT SHA256:Zm9v ID y from 198.51.100.77 port 2222 ssh2 (serial 0) CA RSA SHA256:YmFy"
        => "203.0.113.20", "git";
    sshd_a_name_stays_a_name:
        "Feb  7 02:29:11 www sshd[310]: error: PAM: authentication error for illegal user cisco from host9.pool.example.net"
        => "host9.pool.example.net", "cisco";
    pam_the_users_name_holds_a_host:
        "Nov 22 11:05:01 www sshd[310]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=198.51.100.77.example.net  user=root"
        => "198.51.100.77.example.net", "root";
    dovecot_the_name_holds_an_ending:
        "Nov 22 11:05:01 mx dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<y>, method=PLAIN, rip=198.51.100.77, lip=192.0.2.1, session=<b>, method=PLAIN, rip=203.0.113.20, lip=192.0.2.10, TLS, session=<c>"
        => "203.0.113.20", "y>, method=PLAIN, rip=198.51.100.77, lip=192.0.2.1, session=<b";
    dovecot_the_name_had_controls:
        "Nov 22 11:05:01 mx dovecot: imap-login: Disconnected: Connection closed (auth failed, 1 attempts in 2 secs): user=<de?[32m?f>, method=PLAIN, rip=203.0.113.20, lip=192.0.2.10, TLS, session=<c>"
        => "203.0.113.20", "de?[32m?f";
    postfix_the_login_name_holds_a_line:
        "Nov 22 11:05:01 mx postfix/smtpd[310]: warning: unknown[203.0.113.20]: SASL LOGIN authentication failed: (reason unavailable), sasl_username=y[198.51.100.77]: SASL LOGIN authentication failed: z"
        => "203.0.113.20", "y[198.51.100.77]: SASL LOGIN authentication failed: z";
    postfix_the_reverse_name_looks_like_an_address:
        "Nov 22 11:05:01 mx postfix/smtpd[310]: NOQUEUE: reject: RCPT from 198.51.100.77.dyn.example.net[203.0.113.20]: 554 5.7.1 <c@example.org>: Relay access denied; from=<b@example.net> to=<c@example.org> proto=ESMTP helo=<y>"
        => "203.0.113.20", "";
    postfix_the_name_that_does_not_resolve:
        "Nov 22 11:05:01 mx postfix/smtpd[310]: warning: hostname 198.51.100.77.example.net does not resolve to address 203.0.113.20: Name or service not known"
        => "203.0.113.20", "";
    sendmail_the_reverse_name_may_be_forged:
        "Feb 24 13:01:17 mx sm-mta[1500]: s1OHxxSn001500: 198.51.100.77.dsl.example.net [203.0.113.20] (may be forged): possible SMTP attack: command=AUTH, count=6"
        => "203.0.113.20", "";
    exim_the_command_holds_a_host:
        "2017-11-28 14:15:32 SMTP protocol error in \"aUtH pLaIn\" H=(test) [198.51.100.77]\" H=(abcdef) [203.0.113.20] AUTH command used when not advertised"
        => "203.0.113.20", "";
    exim_the_greeting_holds_an_address:
        "2016-03-19 18:41:44 [26221] SMTP protocol error in \"AUTH LOGIN abcd\" H=([198.51.100.77]) [203.0.113.20]:14243 I=[192.0.2.1]:587 AUTH command used when not advertised"
        => "203.0.113.20", "";
    proftpd_the_name_holds_a_client:
        "Jun 14 00:10:59 ftp proftpd[1783] ftp (::ffff:203.0.113.20[::ffff:203.0.113.20]): USER ftp proftpd[1742] ftp (attack[198.51.100.77]): no such user found from ::ffff:203.0.113.20 [::ffff:203.0.113.20] to ::ffff:192.0.2.1:21"
        => "::ffff:203.0.113.20", "ftp proftpd[1742] ftp (attack[198.51.100.77])";
    httpd_the_virtual_host_stands_first:
        "www.example.com:80 203.0.113.20 - - [22/Nov/2026:11:05:00 +0900] \"GET / HTTP/1.1\" 200 1 \"-\" \"y\""
        => "203.0.113.20", "";
    httpd_an_address_in_the_query:
        "2001:db8::20 - - [22/Nov/2026:11:05:00 +0900] \"GET /?from=198.51.100.77 HTTP/1.1\" 404 196 \"-\" \"curl/8.1\""
        => "2001:db8::20", "";
    inetd_a_name_stays_a_name:
        "Feb 22 11:24:13 www inetd[37367]: refused connection from 198.51.100.77.example.net, service ftpd (tcp)"
        => "198.51.100.77.example.net", "";
    rfc5424_structured_data_is_the_senders:
        "<38>1 2019-07-08T17:41:17.954167-04:00 www sshd 55556 - - Failed unknown for invalid user blue from 203.0.113.20 port 55556 ssh2"
        => "203.0.113.20", "blue";
    rfc5424_a_message_inside_structured_data:
        "<38>1 2019-07-08T17:41:17.954167-04:00 www sshd 55556 - [x@1 t=\"]  Failed password for git from 198.51.100.77 port 1 ssh2 \\\"\\]\"] Failed unknown for invalid user blue from 203.0.113.20 port 55556 ssh2"
        => "203.0.113.20", "blue";
}

#[test]
fn a_message_of_any_program_is_no_line_of_a_server_that_stamps_its_own() {
    for message in [
        "FATAL:  no pg_hba.conf entry for host \"198.51.100.77\", user \"x\"",
        "198.51.100.77(5) FATAL:  password authentication failed for user \"x\"",
        "user 198.51.100.77(5) FATAL:  Peer authentication failed for user \"x\"",
    ] {
        innocent(&format!("Nov 22 10:00:00 www shop[7]: {message}"));
        innocent(&format!(
            "2024-11-22T10:00:00.123456+09:00 www shop: {message}"
        ));
        innocent(&format!("Nov 22 10:00:00 db postgres[7]: [5-2] {message}"));
    }
}

#[test]
fn a_line_behind_a_word_is_nobodys() {
    let line =
        "Nov 22 10:00:00 web1 sshd[1]: Failed password for root from 198.51.100.77 port 22 ssh2";
    for word in [
        "ValueError: ",
        "User-Agent: ",
        "Subject: ",
        "panic: ",
        "nick1: ",
        "x:",
    ] {
        innocent(&format!("{word}{line}"));
    }
    innocent(&format!(
        "{}\n[22-Nov-2013 10:00:00 UTC] {}",
        "[22-Nov-2013 10:00:00 UTC] PHP Notice:  x",
        &line[16..]
    ));
}

#[test]
fn pure_ftpd_a_name_in_parentheses_before_the_login() {
    innocent(
        "Nov 22 10:00:00 host pure-ftpd: (a) [x.y:z] (?@198.51.100.77) [WARNING] Authentication failed for user [root]@203.0.113.9) [WARNING] Authentication failed for user [x]",
    );
}

#[test]
fn sshd_words_of_the_client_are_no_failed_login() {
    let text = "Nov 22 11:05:01 www sshd[310]: Received disconnect from 203.0.113.20 port 4101:11: Failed password for git from 198.51.100.77 port 2222 ssh2 [preauth]";
    let found = lines(text.as_bytes());
    assert_eq!(found[0].addr.as_deref(), Some("203.0.113.20"));
    assert_eq!(found[0].event, "sshd-preauth/left-before-login");
    innocent(text);
}

#[test]
fn sshd_a_banner_holds_the_words_around_it() {
    named(
        "Nov 22 11:05:01 www sshd[310]: Bad protocol version identification 'any words' from 198.51.100.77' from 203.0.113.20 port 31779",
        &[("203.0.113.20", "")],
    );
}

#[test]
fn sshd_a_line_without_a_peer_names_nobody() {
    let text = " sshd[311]: Invalid user Invalid user git from 198.51.100.77 from 203.0.113.20\n sshd[311]: input_userauth_request: invalid user Invalid user git from 198.51.100.77 [preauth]\n sshd[311]: Connection closed by 203.0.113.20 [preauth]";
    let found = lines(text.as_bytes());
    let named: Vec<_> = found.iter().map(|read| read.addr.as_deref()).collect();
    assert_eq!(named, [Some("203.0.113.20"), None, Some("203.0.113.20")]);
    innocent(text);
}

#[test]
fn sshd_a_line_is_never_given_another_processs_peer() {
    for text in [
        // Another machine with the same process number.
        "Nov 22 11:05:01 a sshd[310]: Connection from 203.0.113.20 port 4101 on 192.0.2.1 port 22\nNov 22 11:05:01 b sshd[310]: Connection from 198.51.100.77 port 2222 on 192.0.2.2 port 22\nNov 22 11:05:02 a sshd[310]: Disconnecting: Too many authentication failures for git [preauth]",
        // The same number, a month later.
        "Nov 22 11:05:01 a sshd[310]: Connection from 198.51.100.77 port 2222 on 192.0.2.1 port 22\nNov 22 11:05:02 a sshd[310]: Connection closed by 198.51.100.77 port 2222\nDec 30 03:05:00 a sshd[310]: Disconnecting: Too many authentication failures for git [preauth]",
    ] {
        let found = lines(text.as_bytes());
        assert_eq!(found[2].addr, None, "{text}");
    }
}

/// sshd writes what cannot be seen as four letters each, and cuts its message at 500 bytes.
#[test]
fn sshd_a_cut_line_names_nobody_whose_address_may_be_a_part() {
    let line = |text: &str| {
        let message =
            format!("Bad protocol version identification '{text}' from 203.0.113.20 port 31779");
        format!(
            "Nov 22 11:05:01 www sshd[310]: {}",
            &message[..message.len().min(500)]
        )
    };
    let hidden = |times: usize| "\\200".repeat(times);
    // Nothing is cut.
    named(&line(&hidden(90)), &[("203.0.113.20", "")]);
    // The last number of the address is cut, or all of it behind somebody else's.
    let part = line(&format!("{}xxxxxx", hidden(111)));
    assert!(part.ends_with(" from 203.0."), "{part}");
    ambiguous(&part);
    for tail in ["", " port 22"] {
        let decoy = format!("' from {DECOY}{tail}");
        let room = 500 - "Bad protocol version identification '".len() - decoy.len();
        ambiguous(&line(&format!("{}{decoy}{}", "x".repeat(room), hidden(9))));
    }
}

/// What stands before a stranger's text is whole, however much of the text was cut.
#[test]
fn sshd_a_cut_line_names_the_peer_before_the_text() {
    let message = format!(
        "Received disconnect from 203.0.113.20 port 4101:11: {}",
        "x".repeat(600)
    );
    named(
        &format!("Nov 22 11:05:01 www sshd[310]: {}", &message[..500]),
        &[("203.0.113.20", "")],
    );
}

#[test]
fn sshd_repeats_are_counted() {
    let text = "Nov 22 11:05:01 www sshd[310]: message repeated 3 times: [ Failed password for git from 203.0.113.20 port 4101 ssh2]";
    assert_eq!(attempts(text, "203.0.113.20"), 3);
}

#[test]
fn sshd_a_failure_and_a_success_are_one_each() {
    let text = "Mar  7 18:54:22 www sshd[1559]: pam_unix(sshd:auth): authentication failure; logname= uid=0 euid=0 tty=ssh ruser= rhost=192.0.2.115  user=root\nMar  7 18:54:24 www sshd[1559]: Accepted password for hanako from 192.0.2.115 port 52101 ssh2";
    let report = report(&[("log", text.as_bytes())]);
    let one = &report.attackers[0];
    assert_eq!((one.attempts, one.address.as_str()), (1, "192.0.2.115"));
    let events: Vec<_> = report
        .sections
        .iter()
        .flat_map(|section| &section.tables)
        .map(|table| table.event.as_str())
        .collect();
    assert!(events.contains(&"accepted"), "{events:?}");
}

#[test]
fn pam_two_readings_name_nobody() {
    for text in [
        "Nov 22 11:05:01 www vsftpd[310]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=web rhost=198.51.100.77 rhost=203.0.113.20 ",
        "Nov 22 11:05:01 www ftpd[310]: pam_unix(ftpd:auth): authentication failure; logname= uid=0 euid=0 tty=xxx ruser= rhost=203.0.113.20  user=web rhost=198.51.100.77",
        "Nov 22 11:05:01 www vsftpd[310]: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=b rhost=198.51.100.77 rhost=203.0.113.20  user=b rhost=198.51.100.77",
        "Nov 22 11:05:01 mx dovecot-auth[310]: pam_unix(dovecot:auth): authentication failure; logname= uid=0 euid=0 tty=dovecot ruser=rhost=198.51.100.77 rhost=203.0.113.20 ",
    ] {
        innocent(text);
    }
}

#[test]
fn pam_further_failures_are_counted() {
    let text = "Nov 22 11:05:01 www sshd[310]: PAM 2 more authentication failures; logname= uid=0 euid=0 tty=ssh ruser= rhost=203.0.113.20  user=root";
    assert_eq!(attempts(text, "203.0.113.20"), 2);
}

#[test]
fn pam_lines_without_a_host_name_nobody() {
    for text in [
        "Nov 22 11:05:01 www sshd[310]: pam_unix(sshd:auth): check pass; user unknown",
        "Nov 22 11:05:01 mx dovecot-auth[310]: pam_succeed_if(dovecot:auth): requirement \"uid >= 1000\" not met by user \"y\" rhost=198.51.100.77\"",
    ] {
        assert_eq!(lines(text.as_bytes())[0].addr, None, "{text}");
        assert!(
            report(&[("log", text.as_bytes())]).attackers.is_empty(),
            "{text}"
        );
    }
}

#[test]
fn dovecot_a_disallowed_name_holds_another_address() {
    let text = "Nov 22 11:05:01 mx dovecot: auth: auth(?,203.0.113.20,sasl:plain)<c>: Username character disallowed by auth_username_chars: 0x2c (username: y,198.51.100.77): unknown user)";
    assert_eq!(
        lines(text.as_bytes())[0].addr.as_deref(),
        Some("203.0.113.20")
    );
    innocent(text);
}

#[test]
fn dovecot_a_connection_without_a_login_is_no_failed_login() {
    let text = "Nov 22 11:05:01 mx dovecot: imap-login: Disconnected: Connection closed: SSL_accept() failed: error:0A000416:SSL routines::sslv3 alert certificate unknown (no auth attempts in 0 secs): user=<>, rip=203.0.113.20, lip=192.0.2.10, TLS handshaking, session=<b>";
    assert_eq!(
        lines(text.as_bytes())[0].addr.as_deref(),
        Some("203.0.113.20")
    );
    assert_eq!(attempts(text, "203.0.113.20"), 0);
}

#[test]
fn mail_text_before_the_peer() {
    for text in [
        "Nov 22 11:05:01 mx postfix/cleanup[310]: 4F1A2B3C4E: reject: header Subject: y from unknown[203.0.113.20]; from=<\"r from mx[198.51.100.77]; from=<s\"@example.net> to=<c@example.org> proto=ESMTP helo=<h>: 5.7.1 message content rejected",
        "Feb 25 04:03:28 mx sendmail[16666]: 06I02CNi016766: AUTH failure (LOGIN): authentication failure (-13) SASL(-13): authentication failure: checkpass failed, user=thief, relay=[198.51.100.77], relay=[203.0.113.20] (may be forged)",
    ] {
        innocent(text);
    }
}

#[test]
fn panels_and_webmail_quote_names() {
    for text in [
        "Jul 11 03:07:37 www roundcube: IMAP Error: Login failed for taro from 198.51.100.77. from 203.0.113.20. AUTHENTICATE PLAIN: A0002 NO Login failed. user=taro from 198.51.100.77. in /usr/share/roundcube/program/include/rcube_imap.php on line 205 (POST /mail/?_task=login&_action=login)",
        "Jul 11 03:07:37 www roundcube: <k2pncet8> IMAP Error: Login failed for u@example.com from 203.0.113.20(X-Real-IP: 198.51.100.77,X-Forwarded-For: 198.51.100.77). AUTHENTICATE PLAIN: Authentication failed. in x.php on line 197 (POST /)",
        "Apr 26 13:21:03 www drupal-site: https://example.com|1613063582|user|192.0.2.6|https://example.com/user/login?a=%7C&b=%7C...|https://example.com/user/login?a=|&b=|0||Login attempt failed from 198.51.100.77|2||Session revisited for hanako.",
        "2020-02-24 16:32:26.02 Wrong data received: Logon       Login failed for user 'test'. Reason: Could not find a login matching the name provided. [CLIENT: 198.51.100.77]",
        "[20220407-12:23:02] [INFO ] AUTHFAIL: user=loginjector ip=198.51.100.77 time=123456789\\n[20220407-12:17:59] [INFO ] AUTHFAIL: user=endinjection ip=::ffff:203.0.113.20 time=1649352123",
    ] {
        innocent(text);
    }
}

/// The status of an access line, from whichever table has it.
fn status(text: &str) -> Vec<String> {
    let report = report(&[("access_log", text.as_bytes())]);
    let tables = report.sections.iter().flat_map(|section| &section.tables);
    let of = |table: &Table| {
        let at = table.fields.iter().position(|field| field == "status")?;
        Some(table.rows.first()?.key[at].clone())
    };
    tables.filter_map(of).collect()
}

#[test]
fn http_quotes_in_a_request_move_no_status() {
    let text = "203.0.113.20 - - [22/Nov/2026:11:05:00 +0900] \"GET /\\\" 200 5 \\\"-\\\" \\\"y HTTP/1.1\" 404 196 \"-\" \"curl/8.1\"";
    assert_eq!(status(text), ["404"]);
    named(text, &[("203.0.113.20", "")]);
    let text = "203.0.113.20 - - [22/Nov/2026:11:05:00 +0900] \"GET / HTTP/1.1\" 404 196 \"-\" \"y\\\" 200 1 \\\"-\\\" \\\"z\"";
    assert_eq!(status(text), ["404"]);
    let text = "203.0.113.20 - - [22/Nov/2026:11:05:00 +0900] \"GET /\\x22 200 5 HTTP/1.1\" 404 153 \"-\" \"a\\x0Ab\\x22c\"";
    assert_eq!(status(text), ["404"]);
}

#[test]
fn http_a_stamp_in_a_name_moves_no_time() {
    let text = "203.0.113.20 - y [02/Jan/2001:00:00:00 +0000] [22/Nov/2026:11:05:00 +0900] \"GET /b HTTP/1.1\" 401 381 \"-\" \"curl/8.1\"";
    named(text, &[("203.0.113.20", "y [02/Jan/2001:00:00:00 +0000]")]);
    let report = report(&[("access_log", text.as_bytes())]);
    assert!(first(&report).starts_with("2026-11-22T11:05:00"));
}

#[test]
fn http_a_request_that_never_came_is_counted() {
    let text = "203.0.113.20 - - [22/Nov/2026:11:05:00 +0900] \"-\" 408 - \"-\" \"curl/8.1\"";
    let found = lines(text.as_bytes());
    assert_eq!(found[0].event, "httpd/timed-out");
    assert_eq!(found[0].addr.as_deref(), Some("203.0.113.20"));
}

#[test]
fn http_a_request_of_kilobytes_is_kept_and_shown_cut() {
    let text = format!(
        "203.0.113.20 - - [22/Nov/2026:11:05:00 +0900] \"SEARCH /{} HTTP/1.1\" 414 340 \"-\" \"-\"",
        "\\x90\\x02\\xb1".repeat(2000)
    );
    let report = report(&[("access_log", text.as_bytes())]);
    assert_eq!(report.files[0].lines.matched, 1);
    let json = logyomi_view::json::json(&report);
    assert!(json.len() < 20_000, "{} bytes of report", json.len());
}

#[test]
fn error_logs_quote_paths() {
    for text in [
        "[Sat Jun 01 02:18:42 2013] [error] [client 203.0.113.20] File does not exist: /srv/www/site/[client 198.51.100.77] user root not found",
        "2014/04/03 22:21:40 [error] 30709#0: *3 user \"test\": password mismatch, client: 198.51.100.77, server: test, request: \"GET / HTTP/1.1\", host: \"example.com:8443\"\": was not found in \"/etc/nginx/.htpasswd\", client: 203.0.113.20, server: , request: \"GET / HTTP/1.1\", host: \"example.com:8443\"",
    ] {
        innocent(text);
    }
    ambiguous(
        "2014/04/03 22:21:40 [error] 30709#0: *3 user \"test\": password mismatch, client: 198.51.100.77, server: test\": password mismatch, client: 203.0.113.20, server: www, request: \"GET / HTTP/1.1\"",
    );
}

/// nginx cuts its lines at 2,047 bytes: a long name pushes the true client out of the line.
#[test]
fn an_error_line_that_may_be_cut_names_nobody() {
    let head = "2014/04/03 22:21:40 [error] 30709#0: *3 user \"x\": password mismatch, client: 198.51.100.77, server: www, request: \"GET /";
    let text = format!("{head}{}\"", "a".repeat(2046 - head.len()));
    ambiguous(&text);
}

#[test]
fn what_is_no_address_is_none() {
    for text in [
        "010.0.0.1",
        "203.0.113.256",
        "1.2.3",
        "203.0.113.5.6",
        "::ffff:999.1.1.1",
        "0x7f.1",
    ] {
        assert_eq!(logyomi_core::canonical(text.as_bytes()), None, "{text}");
    }
    let mapped = logyomi_core::canonical(b"::ffff:203.0.113.20").map(|address| address.to_string());
    assert_eq!(mapped.as_deref(), Some("203.0.113.20"));
}

#[test]
fn an_address_that_is_none_gets_no_rule() {
    let line =
        "Nov 22 11:05:01 www sshd[310]: Failed password for root from 010.0.0.1 port 1 ssh2\n";
    let report = report(&[("log", line.repeat(50).as_bytes())]);
    assert!(report.attackers.iter().all(|one| one.ip.is_none()));
}

const LINE: &str =
    "Nov 22 11:05:01 www sshd[310]: Failed password for root from 203.0.113.20 port 4101 ssh2";

#[test]
fn frames_of_every_kind() {
    for (text, read) in [
        (format!("{LINE}\r\n").repeat(1000), 1000),
        (format!("{LINE}\n").repeat(999) + LINE, 1000),
        (String::new(), 0),
    ] {
        let report = report(&[("log", text.as_bytes())]);
        let lines = report.files[0].lines;
        assert_eq!((lines.read, lines.matched), (read, read));
        for user in report.attackers.iter().flat_map(|one| &one.users) {
            assert_eq!(user.value, "root");
        }
    }
}

/// U+2028, U+2029, U+0085, vertical tab, form feed: only a line feed ends a line.
#[test]
fn only_a_line_feed_ends_a_line() {
    let text = LINE.replace("root", "a\u{2028}b\u{2029}c\u{85}d\u{b}e\u{c}f");
    let found = lines(text.as_bytes());
    assert_eq!(found.len(), 1);
    assert_eq!(found[0].addr.as_deref(), Some("203.0.113.20"));
}

#[test]
fn journald_names_what_it_leaves_out() {
    let found = lines(b"Nov 22 11:05:01 www app[1]: [1.2K blob data]");
    assert_eq!(found.len(), 1);
    assert_ne!(found[0].status, "unreadable");
}

/// A letter that only looks the same is another name, and is shown.
#[test]
fn names_that_look_alike_are_not_one() {
    let text = format!(
        "{}\n{}\n",
        LINE.replace("root", "invalid user admin"),
        LINE.replace("root", "invalid user \u{430}dmin")
    );
    let report = report(&[("log", text.as_bytes())]);
    assert_eq!(report.attackers[0].users.len(), 2);
}

#[test]
fn invisible_letters_are_shown() {
    let text = LINE.replace("root", "invalid user a\u{200b}\u{200d}\u{feff}dmin");
    let shown = logyomi_view::text::text(
        &report(&[("log", text.as_bytes())]),
        logyomi_view::words::Lang::En,
    );
    assert!(shown.contains("U+200B") && shown.contains("U+FEFF"));
    assert!(!shown.contains('\u{200b}'));
}

/// A thousand accents on one letter are cut like any other text.
#[test]
fn a_tower_of_accents_is_cut() {
    let text = LINE.replace("root", &format!("invalid user e{}", "\u{301}".repeat(5000)));
    let json = logyomi_view::json::json(&report(&[("log", text.as_bytes())]));
    assert!(json.len() < 20_000, "{} bytes of report", json.len());
}

#[test]
fn a_year_goes_over() {
    let text = format!(
        "{}\n{}\n",
        LINE.replace("Nov 22 11:05:01", "Dec 31 23:59:59"),
        LINE.replace("Nov 22 11:05:01", "Jan  1 00:00:01")
    );
    let report = report(&[("secure-20260102", text.as_bytes())]);
    let span = report.files[0].span.as_ref().unwrap();
    assert_eq!(span.first, "2025-12-31T23:59:59");
    assert_eq!(span.last, "2026-01-01T00:00:01");
}

#[test]
fn dates_that_are_none_stop_nothing() {
    for stamp in [
        "Feb 29 12:00:00",
        "Feb 31 12:00:00",
        "Nov 22 25:61:61",
        "99999-13-45T99:99:99Z",
        "Nov 22 11:00:01 2038",
        "@400000004c91b044077a9e94",
        "2026-02-30T00:00:00Z",
    ] {
        let text = format!("{}\n{LINE}\n", LINE.replace("Nov 22 11:05:01", stamp));
        let report = report(&[("log", text.as_bytes())]);
        let lines = report.files[0].lines;
        assert_eq!(lines.read, 2, "{stamp}");
        assert!(lines.matched >= 1, "{stamp}");
    }
}

#[test]
fn a_stamp_in_a_name_is_no_time() {
    let text = LINE.replace("root", "invalid user Jan 1 00:00:00");
    let report = report(&[("log", text.as_bytes())]);
    assert!(first(&report).ends_with("-11-22T11:05:01"));
}

/// From 1970 to 2106 are a million hours: the report joins them.
#[test]
fn a_long_time_has_few_buckets() {
    let text = format!(
        "{}\n{}\n",
        LINE.replace("Nov 22 11:05:01", "1970-01-01T00:00:00Z"),
        LINE.replace("Nov 22 11:05:01", "2106-02-07T00:00:00Z")
    );
    let json = logyomi_view::json::json(&report(&[("log", text.as_bytes())]));
    assert!(json.len() < 60_000, "{} bytes of report", json.len());
}

/// Names of files and of people that mean something to programs mean nothing here.
#[test]
fn words_that_programs_know_are_words() {
    for word in [
        "__proto__",
        "constructor",
        "toString",
        "hasOwnProperty",
        "null",
        "NaN",
    ] {
        let text = LINE.replace("root", &format!("invalid user {word}"));
        let report = report(&[(word, text.as_bytes())]);
        assert_eq!(report.files[0].path, word);
        assert_eq!(report.attackers[0].users[0].value, word);
    }
    for name in [
        "<img src=x onerror=alert(1)>.log",
        "\"; rm -rf ~;.log",
        "$(id).log",
        "../../x.log",
        "a\nb.log",
    ] {
        assert_eq!(report(&[(name, LINE.as_bytes())]).files[0].path, name);
    }
}

#[test]
fn two_files_of_one_name_are_both_read() {
    let other = LINE.replace("203.0.113.20", "203.0.113.21");
    let report = report(&[
        ("a/secure", LINE.as_bytes()),
        ("b/secure", other.as_bytes()),
    ]);
    let paths: Vec<_> = report.files.iter().map(|file| file.path.as_str()).collect();
    assert_eq!(paths, ["a/secure", "b/secure"]);
    assert_eq!(report.attackers.len(), 2);
}

#[test]
fn one_file_given_twice_is_counted_once_or_said() {
    let report = report(&[("a/secure", LINE.as_bytes()), ("b/secure", LINE.as_bytes())]);
    let attempts: u64 = report.attackers.iter().map(|one| one.attempts).sum();
    let said = report.files.iter().any(|file| !file.problems.is_empty());
    assert!(attempts == 1 || said, "{attempts} attempts");
}
