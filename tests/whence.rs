//! Who came, from where, and when: what the report says beside its tables.

use crate::support::report;
use logyomi_core::report::{Report, Whois};

fn of(log: &str) -> Report {
    report(&[("secure", log.as_bytes())])
}

/// A transcript holds log lines, which have a time, and outputs of commands, whose lines have none of their own.
#[test]
fn the_timeline_counts_hits_of_logs_alone() {
    let report = of("\
[root@www ~]# last
taro     pts/0        203.0.113.5      Tue Feb  7 04:10 - 04:20  (00:10)

[root@www ~]# cat /var/log/secure
Feb  7 04:32:51 www sshd[9]: Invalid user guest from 203.0.113.9
Feb  7 04:59:59 www sshd[10]: Invalid user guest from 203.0.113.9
Feb  7 04:59:59 www last message repeated 3 times
Feb  7 05:00:00 www sshd[11]: Accepted password for taro from 203.0.113.5 port 22 ssh2
Feb  7 06:00:00 www nobody[1]: reads this line
");
    let buckets = report.timeline.buckets.iter();
    let buckets: Vec<_> = buckets
        .map(|one| (&*one.start, one.attack, one.normal))
        .collect();
    assert_eq!(report.timeline.seconds, 3_600);
    assert_eq!(
        buckets,
        [("2026-02-07T04:00:00", 5, 0), ("2026-02-07T05:00:00", 0, 1)]
    );
}

/// Three lines a service are kept, in the order of the input whatever the service is called.
#[test]
fn an_attackers_first_lines_are_shown() {
    let mut log = String::new();
    for minute in 10..14 {
        log += &format!(
            "Feb  7 04:{minute}:00 www vsftpd: pam_unix(vsftpd:auth): authentication failure; logname= uid=0 euid=0 tty=ftp ruser=x rhost=203.0.113.9\n\
             Feb  7 04:{minute}:01 www sshd[9]: Invalid user guest from 203.0.113.9\n\
             Feb  7 04:{minute}:02 www sshd[9]: Accepted password for taro from 203.0.113.9 port 22 ssh2\n"
        );
    }
    let report = of(&log);
    let texts = report.attackers[0].samples.iter();
    let texts: Vec<_> = texts.map(|sample| &sample.text[7..27]).collect();
    let wanted = [
        "04:10:00 www vsftpd:",
        "04:10:01 www sshd[9]",
        "04:11:00 www vsftpd:",
        "04:11:01 www sshd[9]",
        "04:12:00 www vsftpd:",
    ];
    assert_eq!(texts, wanted);
}

/// Range, country, network and mailbox of the attacker 203.0.113.9, by what was pasted.
#[track_caller]
fn check_whois(pasted: &str, wanted: Option<[&str; 4]>) {
    let attack = "Feb  7 04:32:51 www sshd[9]: Invalid user guest from 203.0.113.9\n";
    let report = of(&format!("[root@www ~]# cat secure\n{attack}{pasted}"));
    let of = |whois: &Whois| {
        let values = [&whois.range, &whois.country, &whois.network, &whois.abuse];
        values.map(|value| value.clone().unwrap_or_default())
    };
    let found = report.attackers[0].whois.as_ref().map(of);
    assert_eq!(
        found,
        wanted.map(|values| values.map(str::to_owned)),
        "{pasted}"
    );
}

const RIPE: &str = "\
[root@www ~]# whois 203.0.113.9
% This is the RIPE Database query service.

% Abuse contact for '203.0.113.0 - 203.0.113.62' is 'abuse@example.net'

inetnum:        203.0.113.0 - 203.0.113.62
netname:        EXAMPLE-NET
descr:          Example Hosting
country:        NL
abuse-c:        EXMPL-RIPE

role:           Example Hosting
e-mail:         info@example.net

route:          203.0.112.0/20
descr:          All of it
";

const ARIN: &str = "\
[root@www ~]# whois 203.0.113.9
NetRange:       203.0.112.0 - 203.0.127.255
CIDR:           203.0.112.0/20
NetName:        EXAMPLE-BLK
OrgName:        Example Hosting
Country:        US
OrgAbuseEmail:  abuse@example.com

NetRange:       203.0.113.0 - 203.0.113.255
CIDR:           203.0.113.0/24
NetName:        CUSTOMER-7
CustName:       Customer
Country:        CA
";

#[test]
fn an_answer_of_whois_tells_of_the_attackers_in_its_range() {
    check_whois(
        RIPE,
        Some([
            "203.0.113.0 - 203.0.113.62",
            "NL",
            "EXAMPLE-NET",
            "abuse@example.net",
        ]),
    );
    // The narrowest; what it does not say, the network around it does.
    check_whois(
        ARIN,
        Some(["203.0.113.0/24", "CA", "CUSTOMER-7", "abuse@example.com"]),
    );
    check_whois(
        &format!("{ARIN}{RIPE}"),
        Some([
            "203.0.113.0 - 203.0.113.62",
            "NL",
            "EXAMPLE-NET",
            "abuse@example.net",
        ]),
    );
    // Asked for another address of the same network.
    check_whois(
        &ARIN.replace("whois 203.0.113.9", "whois 203.0.113.77"),
        Some(["203.0.113.0/24", "CA", "CUSTOMER-7", "abuse@example.com"]),
    );
}

/// The command was not copied.
#[test]
fn an_answer_is_known_by_its_first_line() {
    let answer = RIPE.lines().skip(1).collect::<Vec<_>>().join("\n");
    let attack = "Feb  7 04:32:51 www sshd[9]: Invalid user guest from 203.0.113.9\n";
    let files = [("secure", attack), ("pasted.txt", &answer)];
    let report = report(&files.map(|(path, text)| (path, text.as_bytes())));
    let whois = report.attackers[0].whois.clone().unwrap_or_default();
    assert_eq!(whois.abuse.as_deref(), Some("abuse@example.net"));
}

#[test]
fn an_answer_of_another_network_tells_nothing() {
    check_whois("", None);
    check_whois(&RIPE.replace("203.0.11", "198.51.10"), None);
    // What a registry says of all that it has not given out.
    check_whois(
        "[root@www ~]# whois 203.0.113.9\ninetnum: 0.0.0.0 - 255.255.255.255\nnetname: IANA-BLK\ncountry: EU\n",
        None,
    );
}

#[test]
fn an_answer_without_a_range_is_of_the_address_that_was_asked_for() {
    let answer =
        "country: KR\nOrganization Name : Example Telecom\nabuse-mailbox: abuse@example.net\n";
    let of = |asked: &str| format!("[root@www ~]# whois {asked}\n{answer}");
    check_whois(
        &of("-h whois.example.net 203.0.113.9"),
        Some(["", "KR", "Example Telecom", "abuse@example.net"]),
    );
    check_whois(&of("203.0.113.10"), None);
}

#[test]
fn an_attacker_has_the_country_where_its_address_is_registered() {
    let of = |address: &str| {
        let log = format!("Feb  7 04:32:51 www sshd[9]: Invalid user guest from {address}\n");
        of(&log).attackers[0].country.clone()
    };
    assert_eq!(of("133.11.0.1").as_deref(), Some("JP"));
    assert_eq!(of("203.0.113.9"), None);
    assert_eq!(of("host.example.jp"), None);
}
