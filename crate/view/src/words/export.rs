//! Words of what goes out of the page, and of what comes back: exports, the head of a printed report, saved reports.

use logyomi_core::report::{Report, SCHEMA};

use super::{Lang, words};
use crate::json::{LONGEST, NotReopened};
use crate::number::bytes;
use crate::visible::visible;

words! {
    EXPORT = "保存と印刷", "Save and print";
    SAVE_CSV = "攻撃元を CSV で保存", "Save attackers as CSV";
    SAVE_TABLE = "CSV で保存", "Save as CSV";
    SAVE_LINES = "全行を NDJSON(ECS)で保存", "Save all lines as NDJSON (ECS)";
    SAVE_LINES_HINT = "絞り込みに関係なく、読み込んだファイルのすべての行を、1 行ずつ JSON にして保存します。Elasticsearch や OpenSearch に取り込めます。",
        "Every line of the files, whatever is filtered, as one JSON object each: what Elasticsearch and OpenSearch take in.";
    WRITTEN = "保存の準備ができました。", "Ready: the browser saves the file.";
    NOT_WRITTEN = "読み取れないファイルがあったため、NDJSON は保存しませんでした。ファイルが移動・更新されていないかをご確認のうえ、もう一度ドロップしてください。",
        "A file could not be read, so no NDJSON was saved. Check that it was not moved or changed, then drop it again.";

    READ_FILES = "読み取ったファイル", "Files that were read";
    SHA256 = "SHA-256", "SHA-256";
    NO_HASH = "未計算(「印刷」または「HTML で保存」を押すと計算します)",
        "not computed (the buttons “Print” and “Save as HTML” do)";
    CLOCK = "時刻", "Times";
    CLOCK_AS_WRITTEN = "ログに書かれたままの時刻です。タイムゾーンの換算はしていません。",
        "As the logs wrote them; none was moved to another zone.";
    PAGE_HEAD = "Logyomi ログの読み取り結果", "Logyomi log report";

    REOPENED = "保存された結果を開いています", "This is a saved report";
    REOPENED_LIMITS = "ログそのものは手元にありませんので、次のことはできません: 期間・アドレス・サービス・レベルでの絞り込み、保存された見本より先のログの行の表示、全行の書き出し(NDJSON)。必要な場合は、元のログをドロップしてください。この結果と入れ替わります。",
        "The logs themselves are not here. So this report cannot be filtered by time, address, service or level, shows no lines beyond the samples that were saved, and cannot write all lines as NDJSON. If you need that, drop the logs themselves: they take this report's place.";
}

/// On whose clock the moments are.
pub fn clock(report: &Report, lang: Lang) -> String {
    let asked = report.asked.as_ref();
    let Some(minutes) = asked.and_then(|asked| asked.zone_minutes) else {
        return lang.of(CLOCK_AS_WRITTEN).to_owned();
    };
    let zone = zone(minutes);
    match lang {
        Lang::Ja => format!(
            "時差の書かれている時刻は {zone} に直して表示しています。書かれていない時刻は、ログのままです。"
        ),
        Lang::En => format!(
            "Times that carry an offset are shown at {zone}; the others are as the logs wrote them."
        ),
    }
}

/// `UTC+09:00`
fn zone(minutes: i32) -> String {
    let sign = if minutes < 0 { '-' } else { '+' };
    let minutes = minutes.unsigned_abs();
    format!("UTC{sign}{:02}:{:02}", minutes / 60, minutes % 60)
}

/// On the head of each sheet, where the files are too many to be named.
pub fn and_others(first: &str, others: usize, lang: Lang) -> String {
    match lang {
        Lang::Ja => format!("{first} ほか {others} ファイル"),
        Lang::En => format!("{first} and {others} more"),
    }
}

/// Why a file was not opened as a saved report, and what to do.
pub fn not_reopened(path: &str, why: &NotReopened, lang: Lang) -> String {
    let path = visible(path);
    match lang {
        Lang::Ja => not_reopened_ja(&path, why),
        Lang::En => not_reopened_en(&path, why),
    }
}

fn not_reopened_ja(path: &str, why: &NotReopened) -> String {
    match why {
        NotReopened::Broken { line, column } => format!(
            "「{path}」は保存された結果のようですが、JSON として正しくないため開けません({line} 行目の {column} バイト目)。途中で切れていないかをご確認のうえ、もう一度コピーするか、元のログから読み直してください。"
        ),
        NotReopened::Foreign => format!(
            "「{path}」は、Logyomi の「JSON で保存」で作られたファイルではありません。別のプログラムの JSON は開けませんので、ログファイルか、Logyomi で保存したファイルをお選びください。"
        ),
        NotReopened::Newer { schema } => format!(
            "「{path}」は、この Logyomi より新しい版で保存されています(形式の番号は {schema}、ここで開けるのは {SCHEMA} まで)。新しい版の Logyomi で開いてください。"
        ),
        NotReopened::Damaged { reason } => format!(
            "「{path}」は保存された結果のようですが、内容が壊れているため開けません({})。手で書き換えていないかをご確認のうえ、元のログから読み直してください。",
            visible(reason)
        ),
        NotReopened::TooLong { bytes: length } => format!(
            "「{path}」は {} あり、保存された結果として開ける大きさ({})を超えています。元のログから読み直してください。",
            bytes(*length),
            bytes(LONGEST)
        ),
    }
}

fn not_reopened_en(path: &str, why: &NotReopened) -> String {
    match why {
        NotReopened::Broken { line, column } => format!(
            "“{path}” looks like a saved report, but is no valid JSON (line {line}, byte {column}) and cannot be opened. It may have been cut off: copy it again, or read the logs themselves anew."
        ),
        NotReopened::Foreign => format!(
            "“{path}” was not made by “Save as JSON” of Logyomi. JSON of other programs cannot be opened: choose log files, or a file that Logyomi saved."
        ),
        NotReopened::Newer { schema } => format!(
            "“{path}” was saved by a newer Logyomi (its schema is {schema}; this one opens up to {SCHEMA}). Open it with the newer one."
        ),
        NotReopened::Damaged { reason } => format!(
            "“{path}” looks like a saved report, but its content is damaged ({}) and cannot be opened. Was it edited by hand? Read the logs themselves anew.",
            visible(reason)
        ),
        NotReopened::TooLong { bytes: length } => format!(
            "“{path}” has {}, more than a saved report may have to be opened ({}). Read the logs themselves anew.",
            bytes(*length),
            bytes(LONGEST)
        ),
    }
}

/// Saved reports beside other files: they are not opened.
pub fn not_alone(paths: &[String], logs: bool, lang: Lang) -> String {
    let names: Vec<_> = paths.iter().map(|path| visible(path)).collect();
    match lang {
        Lang::Ja => {
            let names = names.join("」「");
            let read = if logs {
                "ログだけを読み取りました。"
            } else {
                ""
            };
            format!(
                "保存された結果(「{names}」)は開きませんでした。{read}保存された結果は、ほかの結果やログと合わせて数え直すことができませんので、1 つだけをドロップしてください。"
            )
        }
        Lang::En => {
            let names = names.join("”, “");
            let read = if logs {
                " Only the logs were read."
            } else {
                ""
            };
            format!(
                "Saved reports were not opened: “{names}”.{read} What was counted apart cannot be counted together: give one saved report alone."
            )
        }
    }
}
