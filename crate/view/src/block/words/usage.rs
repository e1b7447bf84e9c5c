//! How each tool takes its rules, how they are undone, and how they are kept.

use super::{Words, words};
use crate::block::Format;

/// How to run them, how to undo them, how to keep them after a reboot.
pub(in crate::block) fn usage(format: Format) -> [Words; 3] {
    match format {
        Format::Iptables => IPTABLES,
        Format::Ip6tables => IP6TABLES,
        Format::Nftables => NFTABLES,
        Format::Ufw => UFW,
        Format::Firewalld => FIREWALLD,
        Format::HostsDeny => HOSTS_DENY,
        Format::Pf => PF,
        Format::Ipfw => IPFW,
        Format::Apache => APACHE,
        Format::Nginx => NGINX,
        Format::List => LIST,
    }
}

macro_rules! tables {
    ($tool:literal) => {
        [
            words(
                concat!("実行: ", $tool, "-restore -n ファイル名(-n を忘れると、今あるルールがすべて消えます)"),
                concat!("Run: ", $tool, "-restore -n FILE (without -n all rules that are there now are lost)"),
            ),
            words(
                concat!("取り消し: ", $tool, " -D INPUT -j LOGYOMI; ", $tool, " -F LOGYOMI; ", $tool, " -X LOGYOMI(新しい案に入れ替えるときも、先に取り消してください)"),
                concat!("Undo: ", $tool, " -D INPUT -j LOGYOMI; ", $tool, " -F LOGYOMI; ", $tool, " -X LOGYOMI (also before newer rules are run)"),
            ),
            words(
                concat!("再起動後も残すには: netfilter-persistent save(Debian 系、要 iptables-persistent)、service ", $tool, " save(Red Hat 系)"),
                concat!("Keep after a reboot: netfilter-persistent save (Debian, with iptables-persistent), or service ", $tool, " save (Red Hat)"),
            ),
        ]
    };
}

const IPTABLES: [Words; 3] = tables!("iptables");
const IP6TABLES: [Words; 3] = tables!("ip6tables");

const NFTABLES: [Words; 3] = [
    words(
        "実行: nft -f ファイル名(テーブル logyomi を作り直します。ほかのテーブルには触れません)",
        "Run: nft -f FILE (makes the table logyomi anew and touches no other)",
    ),
    words(
        "取り消し: nft delete table inet logyomi",
        "Undo: nft delete table inet logyomi",
    ),
    words(
        "再起動後も残すには: /etc/nftables.conf の末尾に include でこのファイルを加え、systemctl enable nftables を実行してください。",
        "Keep after a reboot: include this file at the end of /etc/nftables.conf, and run systemctl enable nftables",
    ),
];

const UFW: [Words; 3] = [
    words(
        "実行: root で sh ファイル名(ufw 0.36 以降。それより古いものでは prepend を insert 1 に変えてください)",
        "Run: sh FILE, as root (ufw 0.36 or later; for an older one write insert 1 for prepend)",
    ),
    words(
        "取り消し: 同じ行の prepend を delete に変えて実行してください。",
        "Undo: run the same lines with delete for prepend",
    ),
    words("再起動後も残ります。", "Keep after a reboot: they are kept"),
];

const FIREWALLD: [Words; 3] = [
    words("実行: root で sh ファイル名", "Run: sh FILE, as root"),
    words(
        "取り消し: 同じ行の --add-source を --remove-source に変えて実行してください。",
        "Undo: run the same lines with --remove-source in the place of --add-source",
    ),
    words(
        "再起動後も残ります(--permanent)。",
        "Keep after a reboot: they are kept (--permanent)",
    ),
];

const HOSTS_DENY: [Words; 3] = [
    words(
        "実行: /etc/hosts.deny の末尾に加えてください。TCP Wrapper を使うサービスだけに効きます(OpenSSH 6.7 以降には効きません)。",
        "Run: add to the end of /etc/hosts.deny. Only services with TCP wrappers obey it (OpenSSH since 6.7 does not)",
    ),
    words(
        "取り消し: 加えた行を削除してください。",
        "Undo: delete the lines",
    ),
    words("再起動後も残ります。", "Keep after a reboot: they are kept"),
];

const PF: [Words; 3] = [
    words(
        "実行: /etc/pf.conf のフィルタールールの先頭に加え、pfctl -nf /etc/pf.conf で確かめてから pfctl -f /etc/pf.conf を実行してください。",
        "Run: add before the filter rules of /etc/pf.conf, check with pfctl -nf /etc/pf.conf, then pfctl -f /etc/pf.conf",
    ),
    words(
        "取り消し: 加えた行を削除し、pfctl -f /etc/pf.conf を実行してください。すぐに外すには pfctl -t logyomi -T flush を実行してください。",
        "Undo: delete the lines and run pfctl -f /etc/pf.conf; at once: pfctl -t logyomi -T flush",
    ),
    words("再起動後も残ります。", "Keep after a reboot: they are kept"),
];

const IPFW: [Words; 3] = [
    words(
        "実行: ipfw -q ファイル名(絶対パスで指定してください。テーブル 1 と番号 100 が使われていないことを、先に確かめてください)",
        "Run: ipfw -q FILE (with its absolute path; make sure that table 1 and number 100 are not in use)",
    ),
    words(
        "取り消し: ipfw delete 100; ipfw table 1 flush",
        "Undo: ipfw delete 100; ipfw table 1 flush",
    ),
    words(
        "再起動後も残すには: rc.conf の firewall_script から、このファイルを読み込むようにしてください。",
        "Keep after a reboot: have the script that firewall_script in rc.conf names read this file",
    ),
];

const APACHE: [Words; 3] = [
    words(
        "実行: Apache 2.4 の設定に Include で加え、apachectl configtest で確かめてから再読み込みしてください。プロキシーや CDN の後ろでは、mod_remoteip の設定が必要です。",
        "Run: Include in the configuration of Apache 2.4, check with apachectl configtest, then reload. Behind a proxy or CDN, mod_remoteip is needed",
    ),
    words(
        "取り消し: Include の行を削除し、再読み込みしてください。",
        "Undo: delete the Include and reload",
    ),
    words("再起動後も残ります。", "Keep after a reboot: they are kept"),
];

const NGINX: [Words; 3] = [
    words(
        "実行: http または server の中に include で加え、nginx -t で確かめてから再読み込みしてください。プロキシーや CDN の後ろでは、real_ip の設定が必要です。",
        "Run: include inside http or server, check with nginx -t, then reload. Behind a proxy or CDN, the realip module is needed",
    ),
    words(
        "取り消し: include の行を削除し、再読み込みしてください。",
        "Undo: delete the include and reload",
    ),
    words("再起動後も残ります。", "Keep after a reboot: they are kept"),
];

const LIST: [Words; 3] = [
    words(
        "使い方: 1 行に 1 つのアドレスまたは範囲です。お使いの装置やサービスの遮断リストに登録してください。",
        "Use: one address or range a line, for the block list of a device or service",
    ),
    words(
        "取り消し: 登録したものを削除してください。",
        "Undo: take them out of that list",
    ),
    words(
        "再起動後も残るかどうかは、装置の説明書で確認してください。",
        "Keep after a reboot: see the manual of the device",
    ),
];
