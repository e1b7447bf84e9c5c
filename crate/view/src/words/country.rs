//! Names of the countries that most addresses are registered in. Of the others the code says enough.

use logyomi_sections::Words;

use super::{Lang, words};

words! {
    COUNTRY = "登録国", "Registered country";
}

/// `日本 (JP)`
pub fn country(code: &str, lang: Lang) -> String {
    match NAMES.iter().find(|(known, _)| *known == code) {
        Some((_, name)) => format!("{} ({code})", lang.of(*name)),
        None => code.to_owned(),
    }
}

/// Below the table: what the country means, of which day it is, and whose data it is.
pub fn country_note(lang: Lang) -> String {
    let (date, credit) = (logyomi_country::date(), logyomi_country::CREDIT);
    match lang {
        Lang::Ja => format!(
            "登録国は、アドレスの割り当てを受けた組織の国です({date} 時点のデータ)。機器のある場所や攻撃者の国とは限らず、誤りや変更もあり得ますので、正確な情報は whois でご確認ください。データ提供: {credit}。"
        ),
        Lang::En => format!(
            "The registered country is that of the address's holder (data of {date}). The machine or the attacker may be elsewhere, and the data may be wrong or out of date: ask whois before you rely on it. Data: {credit}."
        ),
    }
}

macro_rules! names {
    ($($code:literal $ja:literal $en:literal;)*) => {
        &[$(($code, Words { ja: $ja, en: $en })),*]
    };
}

const NAMES: &[(&str, Words)] = names! {
    "AE" "アラブ首長国連邦" "United Arab Emirates";
    "AR" "アルゼンチン" "Argentina";
    "AT" "オーストリア" "Austria";
    "AU" "オーストラリア" "Australia";
    "BD" "バングラデシュ" "Bangladesh";
    "BE" "ベルギー" "Belgium";
    "BG" "ブルガリア" "Bulgaria";
    "BR" "ブラジル" "Brazil";
    "BY" "ベラルーシ" "Belarus";
    "CA" "カナダ" "Canada";
    "CH" "スイス" "Switzerland";
    "CL" "チリ" "Chile";
    "CN" "中国" "China";
    "CO" "コロンビア" "Colombia";
    "CY" "キプロス" "Cyprus";
    "CZ" "チェコ" "Czechia";
    "DE" "ドイツ" "Germany";
    "DK" "デンマーク" "Denmark";
    "EC" "エクアドル" "Ecuador";
    "EE" "エストニア" "Estonia";
    "EG" "エジプト" "Egypt";
    "ES" "スペイン" "Spain";
    "FI" "フィンランド" "Finland";
    "FR" "フランス" "France";
    "GB" "イギリス" "United Kingdom";
    "GR" "ギリシャ" "Greece";
    "HK" "香港" "Hong Kong";
    "HU" "ハンガリー" "Hungary";
    "ID" "インドネシア" "Indonesia";
    "IE" "アイルランド" "Ireland";
    "IL" "イスラエル" "Israel";
    "IN" "インド" "India";
    "IR" "イラン" "Iran";
    "IT" "イタリア" "Italy";
    "JP" "日本" "Japan";
    "KR" "韓国" "South Korea";
    "KZ" "カザフスタン" "Kazakhstan";
    "LT" "リトアニア" "Lithuania";
    "LU" "ルクセンブルク" "Luxembourg";
    "LV" "ラトビア" "Latvia";
    "MD" "モルドバ" "Moldova";
    "MX" "メキシコ" "Mexico";
    "MY" "マレーシア" "Malaysia";
    "NG" "ナイジェリア" "Nigeria";
    "NL" "オランダ" "Netherlands";
    "NO" "ノルウェー" "Norway";
    "NZ" "ニュージーランド" "New Zealand";
    "PA" "パナマ" "Panama";
    "PE" "ペルー" "Peru";
    "PH" "フィリピン" "Philippines";
    "PK" "パキスタン" "Pakistan";
    "PL" "ポーランド" "Poland";
    "PT" "ポルトガル" "Portugal";
    "RO" "ルーマニア" "Romania";
    "RS" "セルビア" "Serbia";
    "RU" "ロシア" "Russia";
    "SA" "サウジアラビア" "Saudi Arabia";
    "SC" "セーシェル" "Seychelles";
    "SE" "スウェーデン" "Sweden";
    "SG" "シンガポール" "Singapore";
    "SK" "スロバキア" "Slovakia";
    "TH" "タイ" "Thailand";
    "TR" "トルコ" "Türkiye";
    "TW" "台湾" "Taiwan";
    "UA" "ウクライナ" "Ukraine";
    "US" "アメリカ合衆国" "United States";
    "VN" "ベトナム" "Vietnam";
    "ZA" "南アフリカ" "South Africa";
};

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn countries_are_named_where_they_are_known() {
        assert_eq!(country("JP", Lang::Ja), "日本 (JP)");
        assert_eq!(country("JP", Lang::En), "Japan (JP)");
        assert_eq!(country("TV", Lang::En), "TV");
        let is_sorted = NAMES.is_sorted_by(|(a, _), (b, _)| a < b);
        assert!(is_sorted, "a code stands twice or out of order");
    }
}
