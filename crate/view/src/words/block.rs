//! Words of the page round block rules; those of the rules' own comments stand with the rules.

use super::words;

words! {
    TITLE = "遮断ルール", "Block rules";
    ABOUT = "確認してからお使いいただくための案で、自動では実行されません。ログインに成功したアドレス、組織内のアドレス、名前しか分からない相手は含めていません。お客様ご自身のアドレスが分かる場合は、下に入力してください。",
        "A proposal to read before it is used; nothing runs by itself. Addresses whose login worked, private addresses and bare host names are never included. Enter your own networks and your customer's below, where you know them.";
    TOOL = "遮断に使うツール", "Tool";
    LEAST = "試行回数(以上)", "Attempts, at least";
    OWN = "遮断しないアドレス・ネットワーク(192.0.2.0/24 など)", "Never block (addresses or networks, such as 192.0.2.0/24)";
    OWN_UNREAD = "遮断しないアドレスとして読み取れるものがありません。「192.0.2.1」や「192.0.2.0/24」の形で入力してください。",
        "Nothing of it could be read as an address. Write 192.0.2.1 or 192.0.2.0/24.";
    LIST = "アドレス一覧", "plain list";
    RANGES = "近いアドレスを範囲にまとめる", "Join neighbours into ranges";
}
