use super::*;
use crate::example;

fn definition(id: &str, fields: &[OptionField]) -> Definition {
    let mut definition = example::definition();
    definition.id = id.to_owned();
    definition.options.extend_from_slice(fields);
    definition
}

fn field(id: &str, value_type: OptionType) -> OptionField {
    OptionField {
        id: id.to_owned(),
        value_type,
        secret: false,
        ..example::definition().options[2].clone()
    }
}

fn told(parts: &[&Definition], typed: &[(&str, &str)]) -> Result<Told, Failure> {
    let given = typed
        .iter()
        .map(|(id, value)| ((*id).to_owned(), Given::Text((*value).to_owned())));
    Told::new(parts, &given.collect(), None)
}

#[test]
fn each_checker_is_told_in_the_type_that_it_declares() {
    let asked = definition("asked", &[field("level", OptionType::Number)]);
    let other = definition("other", &[field("level", OptionType::Text)]);
    let told = told(&[&asked, &other], &[("level", "3")]).unwrap();
    let of_each = told.standing.iter();
    let of_each: Vec<String> = of_each.map(|(_, options)| options.to_json()).collect();
    assert_eq!(of_each, [r#"{"level":3}"#, r#"{"level":"3"}"#]);
    assert_eq!(told.options.to_json(), r#"{"level":3}"#);
}

#[test]
fn a_secret_of_another_checker_is_none_of_the_checks_options() {
    let secret = OptionField {
        secret: true,
        ..field("password", OptionType::Text)
    };
    let (asked, other) = (definition("asked", &[]), definition("other", &[secret]));
    let told = told(&[&asked, &other], &[("password", "x")]).unwrap();
    assert_eq!(told.options.to_json(), "{}");
    assert_eq!(told.standing[1].1.to_json(), r#"{"password":"x"}"#);
}

#[test]
fn an_option_that_nobody_has_is_refused_with_those_that_there_are() {
    let asked = definition("asked", &[field("things", OptionType::Entries)]);
    for id in ["wish", "domain", "things"] {
        let refused = told(&[&asked], &[(id, "1")]).unwrap_err().to_string();
        let expected =
            format!("no checker that takes part has an option \"{id}\"; there are timeout, token");
        assert_eq!(refused, expected);
    }
}

#[test]
fn a_value_of_another_type_is_refused() {
    let asked = definition("asked", &[]);
    let refused = told(&[&asked], &[("timeout", "soon")]).unwrap_err();
    assert!(matches!(
        refused,
        Failure::Check(CheckError::InvalidOption(option)) if option.id == "timeout"
    ));
}

#[test]
fn those_take_part_that_look_at_what_the_asked_one_finds() {
    let publisher = Definition {
        publishes: vec!["t".into()],
        ..definition("publisher", &[])
    };
    let consumer = Definition {
        consumes: vec!["t".into()],
        ..definition("consumer", &[])
    };
    let all = [publisher.clone(), definition("stranger", &[]), consumer];
    let ids = |without: &[&str]| -> Vec<String> {
        let parts = parts(&publisher, &all, without);
        parts.iter().map(|one| one.id.clone()).collect()
    };
    assert_eq!(ids(&[]), ["publisher", "consumer"]);
    assert_eq!(ids(&["consumer"]), ["publisher"]);
}

#[test]
fn a_file_is_read_and_one_line_has_no_break_at_its_end() {
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("token");
    std::fs::write(&path, "geheim\r\n").unwrap();
    let asked = definition("asked", &[]);
    let given = std::iter::once(("token".to_owned(), Given::File(path)));
    let told = Told::new(&[&asked], &given.collect(), None).unwrap();
    assert_eq!(told.standing[0].1.to_json(), r#"{"token":"geheim"}"#);
    assert!(told.options.is_empty());
}
