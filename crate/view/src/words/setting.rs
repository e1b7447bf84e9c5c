//! Words of the settings and of the list of keys.

use super::{Lang, words};
use crate::number::grouped;

words! {
    SETTINGS = "設定", "Settings";
    DETAIL = "詳しさ", "Detail";
    DETAIL_LOW = "低(Low): 攻撃と警告だけを、各 10 行まで", "Low: attacks and warnings only, ten rows of each";
    DETAIL_MED = "中(Med): すべてを、各 200 行まで", "Med: everything, 200 rows of each";
    DETAIL_HIGH = "高(High): すべての行", "High: every row";
    ZONE = "時刻の表示", "Clock";
    ZONE_AS_WRITTEN = "ログに書かれたまま", "As the log wrote it";
    ZONE_NOTE = "時差の情報を持つ記録だけが、選んだ地域の時刻に直されます。時差の情報がない記録は、書かれたままです(「ファイル」の欄で、ファイルごとにタイムゾーンを指定できます)。",
        "Only records that carry an offset are moved to this clock; the others stay as they were written (under “Files” the zone of a file can be set).";
    ANCHOR = "ログが書かれた頃の日付", "A day near which the logs were written";
    ANCHOR_NOTE = "年が書かれていないログの年を決めるのに使います。空のときは、ファイルの内容・名前・更新日から推定します。",
        "Decides the year of logs that do not say it. Empty: guessed from the files' content, names and dates.";
    KEYS = "1 文字キーのショートカットを使う", "Use single-letter shortcuts";
    KEYS_TITLE = "キーボードの操作", "Keys";
    KEYS_OFF = "1 文字キーのショートカットは、設定でオフになっています。", "Single letters are switched off in the settings.";
    KEY_HELP = "この一覧を開く", "This list";
    KEY_FILES = "ファイルを選ぶ", "Choose files";
    KEY_PASTE = "テキストを貼り付ける(Ctrl+V でも貼り付けられます)", "Paste text (Ctrl+V works, too)";
    KEY_NARROW = "絞り込みを開く", "Narrow down";
    KEY_FILTER = "攻撃元の表を絞り込む", "Filter the attackers";
    KEY_NEXT = "次の見出しへ", "Next heading";
    KEY_PREVIOUS = "前の見出しへ", "Previous heading";
    KEY_SETTINGS = "設定を開く", "Settings";
    KEY_LANG = "日本語と英語を切り替える", "Switch between Japanese and English";
    KEY_THEME = "明るい表示と暗い表示を切り替える", "Switch between light and dark";
    KEY_ESCAPE = "読み取りを中止する、または開いている画面を閉じる", "Cancel reading, or close what is open";
}

/// Below a section whose ordinary tables are not shown.
pub fn hidden_tables(count: usize, lang: Lang) -> String {
    let count = grouped(count as u64);
    match lang {
        Lang::Ja => format!(
            "詳しさが「低」のため、注意・通常などの記録 {count} 種類は表示していません(設定で変えられます)。"
        ),
        Lang::En => format!(
            "Detail is low: {count} kinds of ordinary records are not shown (see the settings)."
        ),
    }
}
