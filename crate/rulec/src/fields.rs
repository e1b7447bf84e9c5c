//! The one table of fields, `fields.toml`: name, class, labels, ECS name.

use crate::Problem;
use serde::Deserialize;
use std::collections::BTreeMap;

#[derive(Clone, Debug)]
pub struct Fields {
    /// In alphabetical order; the place is the id.
    pub list: Vec<(String, FieldSpec)>,
}

#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldSpec {
    pub class: ClassName,
    pub en: String,
    pub ja: String,
    pub ecs: Option<String>,
    /// Rows of documents keep its blanks as they were typed.
    #[serde(default)]
    pub typed: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ClassName {
    Number,
    Word,
    Addr,
    Text,
    Quoted,
    Request,
}

impl Fields {
    pub fn parse(path: &str, text: &str) -> Result<Fields, Problem> {
        let map: BTreeMap<String, FieldSpec> = toml::from_str(text).map_err(|error| {
            let line = error
                .span()
                .map_or(1, |span| 1 + text[..span.start].matches('\n').count());
            Problem::new(
                path,
                line,
                error.message().to_owned(),
                "a field is `class`, `en`, `ja` and perhaps `ecs` and `typed`",
            )
        })?;
        if map.len() > usize::from(u8::MAX) {
            return Err(Problem::new(
                path,
                1,
                "more than 255 fields",
                "join fields of one meaning",
            ));
        }
        Ok(Fields {
            list: map.into_iter().collect(),
        })
    }

    pub fn id(&self, name: &str) -> Option<u8> {
        self.list
            .iter()
            .position(|(known, _)| known == name)
            .and_then(|index| u8::try_from(index).ok())
    }

    pub fn class(&self, name: &str) -> Option<ClassName> {
        self.list
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, spec)| spec.class)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn check(text: &str, expect: &str) {
        assert_eq!(
            Fields::parse("fields.toml", text).map_or_else(
                |problem| problem.to_string(),
                |fields| format!("{} fields", fields.list.len())
            ),
            expect
        );
    }

    #[test]
    fn fields_are_a_class_and_two_labels() {
        check(
            "[user]\nclass = \"word\"\nen = \"user\"\nja = \"ユーザー名\"\n",
            "1 fields",
        );
        check(
            "\n[user]\nclass = \"name\"\n",
            "fields.toml:3: unknown variant `name`, expected one of `number`, `word`, `addr`, `text`, `quoted`, `request`\n    mend: a field is `class`, `en`, `ja` and perhaps `ecs` and `typed`",
        );
    }

    #[test]
    fn an_id_is_a_byte() {
        let text: String = (0..256)
            .map(|number| format!("f{number} = {{ class = \"word\", en = \"\", ja = \"\" }}\n"))
            .collect();
        check(
            &text,
            "fields.toml:1: more than 255 fields\n    mend: join fields of one meaning",
        );
    }
}
