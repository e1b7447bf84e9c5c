//! Words beside block rules: comments, so a line of them is never run.

use super::table::plural;
use super::{Lang, words};
use crate::block::{Candidate, Format, Proposal, Why};
use crate::number::grouped;

words! {
    TITLE = "遮断ルール", "Block rules";
    ABOUT = "確認してからお使いいただくための案で、自動では実行されません。ログインに成功したアドレス、組織内のアドレス、名前しか分からない相手は含めていません。お客様ご自身のアドレスが分かる場合は、下に入力してください。",
        "A proposal to read before it is used; nothing runs by itself. Addresses whose login worked, private ones and mere names are never in it. Enter your own networks and your customer's below, where you know them.";
    TOOL = "遮断に使う道具", "Tool";
    LEAST = "試行回数(以上)", "Attempts, at least";
    OWN = "遮断しないアドレス・ネットワーク(192.0.2.0/24 など)", "Never block (addresses or networks, 192.0.2.0/24)";
    OWN_UNREAD = "遮断しないアドレスとして読み取れるものがありません。「192.0.2.1」や「192.0.2.0/24」の形で入力してください。",
        "Nothing of it could be read as an address. Write 192.0.2.1 or 192.0.2.0/24.";
    RANGES = "近いアドレスを範囲にまとめる", "Join neighbours into ranges";
}

/// What the text is, how it is taken in, and how it is taken back; a line each.
pub fn head(format: Format, taken: usize, proposal: &Proposal, lang: Lang) -> String {
    let taken = taken as u64;
    let about = match lang {
        Lang::Ja => format!(
            "Logyomi による遮断ルールの案です({}、{} 件)。内容を確認してからお使いください。自動では実行されません。\nご自身やお客様のアドレスが含まれていないかを、必ずご確認ください。",
            format.name(),
            grouped(taken)
        ),
        Lang::En => format!(
            "Block rules proposed by Logyomi ({}, {}). Read them before you use them; nothing runs by itself.\nMake sure that none of the addresses is yours or a customer's.",
            format.name(),
            plural(taken, "rule", "rules")
        ),
    };
    let left = left(proposal, lang);
    format!("{about}\n{}{left}", lang.of(how(format)))
}

fn how(format: Format) -> logyomi_sections::Words {
    let (ja, en) = match format {
        Format::Iptables => (
            "適用: iptables-restore --noflush < このファイル\n取り消し: iptables -D INPUT -j LOGYOMI; iptables -F LOGYOMI; iptables -X LOGYOMI\n再起動後も残す: netfilter-persistent save(Debian 系)、service iptables save(Red Hat 系)\n",
            "To apply: iptables-restore --noflush < this file\nTo undo: iptables -D INPUT -j LOGYOMI; iptables -F LOGYOMI; iptables -X LOGYOMI\nTo keep after a reboot: netfilter-persistent save (Debian), service iptables save (Red Hat)\n",
        ),
        Format::Ip6tables => (
            "適用: ip6tables-restore --noflush < このファイル\n取り消し: ip6tables -D INPUT -j LOGYOMI; ip6tables -F LOGYOMI; ip6tables -X LOGYOMI\n再起動後も残す: netfilter-persistent save(Debian 系)、service ip6tables save(Red Hat 系)\n",
            "To apply: ip6tables-restore --noflush < this file\nTo undo: ip6tables -D INPUT -j LOGYOMI; ip6tables -F LOGYOMI; ip6tables -X LOGYOMI\nTo keep after a reboot: netfilter-persistent save (Debian), service ip6tables save (Red Hat)\n",
        ),
        Format::Nftables => (
            "確認: nft -c -f このファイル / 適用: nft -f このファイル\n取り消し: nft delete table inet logyomi\n再起動後も残す: /etc/nftables.conf から include する\n",
            "To check: nft -c -f this file. To apply: nft -f this file\nTo undo: nft delete table inet logyomi\nTo keep after a reboot: include it from /etc/nftables.conf\n",
        ),
        Format::Ufw => (
            "適用: 1 行ずつ root で実行(ufw 0.36 以降)。再起動後も残ります。\n取り消し: 各行の「prepend」を「delete」に替え、「comment …」を除いて実行\n",
            "To apply: run each line as root (ufw 0.36 or later); it stays after a reboot.\nTo undo: run each line with “delete” for “prepend” and without “comment …”\n",
        ),
        Format::Firewalld => (
            "適用: 1 行ずつ root で実行。再起動後も残ります。\n取り消し: 「--add-source」を「--remove-source」に替えて実行し、最後に firewall-cmd --reload\n",
            "To apply: run each line as root; it stays after a reboot.\nTo undo: run each line with “--remove-source” for “--add-source”, then firewall-cmd --reload\n",
        ),
        Format::HostsDeny => (
            "適用: /etc/hosts.deny に書き加える(tcp_wrappers に対応したサービスだけに効きます。OpenSSH 6.7 以降には効きません)\n取り消し: 書き加えた行を消す\n",
            "To apply: add it to /etc/hosts.deny (it works for services built with tcp_wrappers only, not for OpenSSH 6.7 and later)\nTo undo: take the lines out again\n",
        ),
        Format::Pf => (
            "適用: /etc/pf.conf に書き加え、pfctl -nf /etc/pf.conf で確認してから pfctl -f /etc/pf.conf\n取り消し: 書き加えた行を消し、pfctl -f /etc/pf.conf(すぐに消すには pfctl -t logyomi -T flush)\n",
            "To apply: add it to /etc/pf.conf, check with pfctl -nf /etc/pf.conf, then pfctl -f /etc/pf.conf\nTo undo: take the lines out and run pfctl -f /etc/pf.conf (at once: pfctl -t logyomi -T flush)\n",
        ),
        Format::Ipfw => (
            "適用: 1 行ずつ root で実行(番号 22 と 100 が空いているかを ipfw list で確認)\n取り消し: ipfw delete 100; ipfw table 22 destroy\n再起動後も残す: /etc/rc.conf の firewall_script に書き加える\n",
            "To apply: run each line as root (see with ipfw list that 22 and 100 are free)\nTo undo: ipfw delete 100; ipfw table 22 destroy\nTo keep after a reboot: add it to the firewall_script of /etc/rc.conf\n",
        ),
        Format::Apache => (
            "適用: <Directory> や <Location>、または .htaccess に置き(Apache 2.4)、apachectl configtest のあとで再読み込み\n取り消し: 書き加えた行を消して再読み込み\n",
            "To apply: put it into <Directory>, <Location> or .htaccess (Apache 2.4), apachectl configtest, reload\nTo undo: take the lines out and reload\n",
        ),
        Format::Nginx => (
            "適用: http、server、location のいずれかから include し、nginx -t のあとで再読み込み\n取り消し: include の行を消して再読み込み\n",
            "To apply: include it from http, server or location, nginx -t, reload\nTo undo: take the include out and reload\n",
        ),
        Format::List => ("1 行に 1 アドレスです。\n", "One address a line.\n"),
    };
    logyomi_sections::Words { ja, en }
}

/// How many are not proposed, by reason.
fn left(proposal: &Proposal, lang: Lang) -> String {
    let reasons = [
        (
            Why::LetIn,
            "ログインに成功しているため除外",
            "left out, because a login from them worked",
        ),
        (
            Why::NotPublic,
            "組織内などのアドレスのため除外",
            "left out, because they are not public",
        ),
        (
            Why::Own,
            "ご自身のアドレスのため除外",
            "left out, because they are your own",
        ),
        (
            Why::Name,
            "名前しか分からないため除外",
            "left out, because only a name is known",
        ),
        (
            Why::TooFew,
            "試行が少ないため除外",
            "left out, because of few attempts",
        ),
        (
            Why::TooOld,
            "最近の記録がないため除外",
            "left out, because they were not seen lately",
        ),
    ];
    let mut out = String::new();
    for (why, ja, en) in reasons {
        let count = proposal.left.iter().filter(|left| left.why == why).count() as u64;
        if count > 0 {
            out += &match lang {
                Lang::Ja => format!("{ja}: {} 件\n", grouped(count)),
                Lang::En => format!("{}: {en}\n", grouped(count)),
            };
        }
    }
    out
}

/// Beside a rule.
pub fn candidate(one: &Candidate, note: &str, lang: Lang) -> String {
    let several = match (one.addresses, lang) {
        (..2, _) => String::new(),
        (count, Lang::Ja) => format!("、{} アドレス", grouped(count)),
        (count, Lang::En) => format!(", {} addresses", grouped(count)),
    };
    let dynamic = match (one.dynamic, lang) {
        (false, _) => "",
        (true, Lang::Ja) => "、変動するアドレスの可能性があるため期限を設けることをお勧めします",
        (true, Lang::En) => ", may change hands: let it expire",
    };
    format!("{note}{several}{dynamic}")
}
