//! The words of the view, in Japanese and English.
//!
//! A word is a constant with both languages: one that lacks a language does not compile.
//! Sentences with figures or names in them are functions, in the modules below.
//! Notes on events are not here; they stand on the section pages.

pub mod abuse;
pub mod block;
pub mod checklist;
mod country;
pub mod explain;
pub mod export;
mod file;
pub mod finding;
pub mod narrow;
mod origin;
mod overview;
pub mod setting;
mod table;

pub use country::*;
pub use file::*;
pub use origin::*;
pub use overview::*;
pub use table::*;

use std::str::FromStr;

pub use logyomi_sections::Words;
use serde::{Deserialize, Serialize};

/// A language of the report.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Lang {
    #[default]
    Ja,
    En,
}

impl Lang {
    pub const ALL: [Lang; 2] = [Lang::Ja, Lang::En];

    pub fn of(self, words: Words) -> &'static str {
        match self {
            Lang::Ja => words.ja,
            Lang::En => words.en,
        }
    }

    /// The tag for `lang="…"`.
    pub fn tag(self) -> &'static str {
        match self {
            Lang::Ja => "ja",
            Lang::En => "en",
        }
    }

    /// The language's name in itself, as a switch shows it.
    pub fn name(self) -> &'static str {
        match self {
            Lang::Ja => "日本語",
            Lang::En => "English",
        }
    }
}

impl FromStr for Lang {
    type Err = UnknownLang;

    /// The tag, with or without a region: `ja`, `ja-JP`, `en_US.UTF-8`.
    fn from_str(tag: &str) -> Result<Self, Self::Err> {
        match tag.split(['-', '_', '.']).next() {
            Some(tag) if tag.eq_ignore_ascii_case("ja") => Ok(Lang::Ja),
            Some(tag) if tag.eq_ignore_ascii_case("en") => Ok(Lang::En),
            _ => Err(UnknownLang),
        }
    }
}

/// The report is written in `ja` and `en` only.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct UnknownLang;

impl std::fmt::Display for UnknownLang {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("the languages are ja and en")
    }
}

impl std::error::Error for UnknownLang {}

/// `NAME = "日本語", "English";`
macro_rules! words {
    ($($(#[$doc:meta])* $name:ident = $ja:literal, $en:literal;)*) => {
        $($(#[$doc])* pub const $name: logyomi_sections::Words =
            logyomi_sections::Words { ja: $ja, en: $en };)*
    };
}
use words;

words! {
    APP = "Logyomi(ログ読み)", "Logyomi";
    TAGLINE = "サーバーのログを読み取り、何が起きたかを説明します。",
        "Reads server logs and explains what happened.";

    // The first screen.
    PROMISE = "ログはこの画面の外に送信されません", "Your logs never leave this page";
    HOW_TO_CHECK = "確かめる方法", "How to check it";
    CHECK_POLICY = "このページ自身に「どこにも通信しない」という決まり(Content-Security-Policy の connect-src 'none')が書かれており、ブラウザーがそれを守らせます。ページのソースの先頭でご確認いただけます。",
        "The page itself carries a rule that forbids every connection (Content-Security-Policy: connect-src 'none'), and the browser enforces it. It stands at the top of the page's source.";
    CHECK_OFFLINE = "ネットワークを切ってから、もう一度お試しください。まったく同じように動きます。",
        "Switch off the network and try again. It works just the same.";
    CHECK_HASH = "このページのプログラム(wasm)の SHA-256:",
        "SHA-256 of the program (wasm) inside this page:";
    CHECK_DATE = "プログラムの日付:", "Date of the program:";
    CHECK_WAYS_OUT = "データが外に出るのは、ご自身でコピー・保存・印刷したときだけです。",
        "Data leaves only when you copy, save or print it yourself.";
    DROP_HERE = "ログファイルやフォルダーを、この画面のどこにでもドロップしてください",
        "Drop log files or folders anywhere on this page";
    DROP_NOW = "ここで放すと読み取りを始めます", "Let go to start reading";
    TAKEN = "syslog・auth.log・secure・maillog・Apache や nginx のアクセスログ、LogWatch や cron のメール、コマンドの出力など。gz・bz2・xz・zst の圧縮や、zip・tar・tar.gz のままで構いません。文字コードは自動で判別します。",
        "syslog, auth.log, secure, maillog, access logs of Apache and nginx, mails of LogWatch and cron, outputs of commands. Compressed files are fine as they are: gz, bz2, xz, zst, and whole archives (zip, tar, tar.gz). Encodings are recognised.";
    CHOOSE_FILES = "ファイルを選ぶ", "Choose files";
    CHOOSE_FOLDER = "フォルダーを選ぶ", "Choose a folder";
    PASTE = "テキストを貼り付ける", "Paste text";
    PASTE_TITLE = "ログを貼り付ける", "Paste log text";
    PASTE_LABEL = "ログの内容(数行だけでも構いません)", "Log text (a few lines will do)";
    PASTE_READ = "読み取る", "Read it";
    CLOSE = "閉じる", "Close";
    LANGUAGE = "言語", "Language";
    THEME = "表示", "Appearance";
    THEME_AUTO = "自動", "Auto";
    THEME_LIGHT = "明るい", "Light";
    THEME_DARK = "暗い", "Dark";
    READING = "読み取り中", "Reading";
    CANCEL = "中止", "Cancel";
    CANCEL_HINT = "中止しても、読み終えた分は残ります。", "If you cancel, the result so far is shown.";
    CLEAR = "すべて消す", "Clear all";
    LICENCES = "ライセンス", "Licences";
    LICENCES_NOTE = "このページに含まれているソフトウェアと、そのライセンスの全文(英語)です。",
        "The software inside this page, and the full texts of its licences.";
    NO_SCRIPT = "このページはブラウザーの中でログを読み取るため、JavaScript と WebAssembly が必要です。",
        "This page reads logs inside your browser and needs JavaScript and WebAssembly.";

    // Around the report.
    REPORT = "ログの読み取り結果", "Log report";
    CONTENTS = "目次", "Contents";
    OVERVIEW = "概要", "Overview";
    SECTIONS = "ログの内容", "Sections";
    ATTACKERS = "攻撃元", "Attackers";
    UNMATCHED = "未対応の行", "Unmatched entries";
    FILES = "ファイル", "Files";
    SAVE_HTML = "HTML で保存", "Save as HTML";
    SAVE_TEXT = "テキストで保存", "Save as text";
    SAVE_JSON = "JSON で保存", "Save as JSON";
    PRINT = "印刷", "Print";
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_read_with_and_without_region() {
        let parse = |tag: &str| tag.parse::<Lang>().ok();
        assert_eq!(
            ["ja", "ja-JP", "JA_jp.UTF-8"].map(parse),
            [Some(Lang::Ja); 3]
        );
        assert_eq!(["en", "en-GB"].map(parse), [Some(Lang::En); 2]);
        assert_eq!(["", "jam", "C"].map(parse), [None; 3]);
    }

    #[test]
    fn tags_are_what_is_stored() {
        for lang in Lang::ALL {
            assert_eq!(
                serde_json::to_string(&lang).ok(),
                Some(format!("\"{}\"", lang.tag()))
            );
            assert_eq!(lang.tag().parse(), Ok(lang));
        }
    }
}
