//! Who came, from where, and when: what the report says beside its tables.

use crate::support::report;
use logyomi_core::report::Report;

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
