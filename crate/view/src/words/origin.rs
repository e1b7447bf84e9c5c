//! Words of where attackers come from: networks and who holds them.

use super::table::plural;
use super::{Lang, words};
use crate::number::grouped;

words! {
    WHOIS = "登録情報(whois)", "Registered to (whois)";
    NETWORK = "ネットワーク", "Network";
    ADDRESSES = "アドレス数", "Addresses";
    NETWORKS_NOTE = "攻撃元のアドレスが 2 件以上あるネットワーク(IPv4 は /24、IPv6 は /48)です。同じ事業者の利用者や機器であることが多いものの、範囲全体を遮断すると無関係の利用者も接続できなくなるおそれがあります。",
        "Networks (/24, of IPv6 /48) with at least two attacking addresses. Mostly they are customers or machines of one provider; blocking a whole network also shuts out its other users.";
}

/// On the fold that holds the networks.
pub fn networks(count: usize, lang: Lang) -> String {
    let count = count as u64;
    match lang {
        Lang::Ja => format!("ネットワーク別({} 件)", grouped(count)),
        Lang::En => format!("By network ({})", plural(count, "network", "networks")),
    }
}

/// How many attackers a network has.
pub fn addresses(count: u64, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{} アドレス", grouped(count)),
        Lang::En => plural(count, "address", "addresses"),
    }
}
