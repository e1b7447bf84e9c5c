//! Words of the query: what of the input is asked for.

use super::{Lang, words};

words! {
    TITLE = "期間・アドレス・サービス・レベルで絞り込む", "Narrow down by time, address, service and level";
    FROM = "この時刻から", "From";
    TO = "この時刻の前まで", "Before";
    ADDRESSES = "アドレス(空白区切りで複数可)", "Addresses (several with blanks)";
    SERVICE = "サービス", "Service";
    LEVEL = "レベル", "Level";
    ANY = "すべて", "All";
    ATTACKS = "攻撃のみ", "Attacks only";
    WARNINGS = "攻撃と警告", "Attacks and warnings";
    NOTICES = "攻撃・警告・注意", "Attacks, warnings and notices";
    APPLY = "この条件で読み直す", "Read again with this";
    NOTE = "時刻はログに書かれている時計のままです。条件はすべて同時に当てはまるものが対象になり、ファイルをもう一度読み直して数えます。",
        "Moments are on the log's own clock. All conditions hold together; the files are read once more and counted anew.";
    IN_FORCE = "次の条件に合う記録だけを数えています:", "Only records that meet these are counted:";
    EVERYTHING = "絞り込みをすべて解除する", "Show everything again";
    THIS_ADDRESS = "このアドレスの記録だけを見る", "Show only this address";
    THIS_TIME = "この時間だけを見る", "Show only this time";
    BRUSH = "グラフの上をドラッグすると、その期間だけに絞り込めます。", "Drag across the chart to see that time only.";
    FIGURES = "グラフの数値を表で見る", "The chart's figures as a table";
}

pub fn between(from: Option<&str>, to: Option<&str>, lang: Lang) -> String {
    match (lang, from, to) {
        (Lang::Ja, Some(from), Some(to)) => format!("{from} から {to} の前まで"),
        (Lang::Ja, Some(from), None) => format!("{from} から"),
        (Lang::Ja, None, to) => format!("{} の前まで", to.unwrap_or_default()),
        (Lang::En, Some(from), Some(to)) => format!("from {from} to before {to}"),
        (Lang::En, Some(from), None) => format!("from {from}"),
        (Lang::En, None, to) => format!("before {}", to.unwrap_or_default()),
    }
}

/// For those who hear the button.
pub fn give_up(what: &str, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("条件「{what}」を解除する"),
        Lang::En => format!("Give up the condition: {what}"),
    }
}
