//! Reading rules from a folder.

use std::fs;

use bartizan_rules::{LoadFault, load_dir};

#[test]
fn a_folder_gives_its_rules_by_path_with_their_cases() {
    let dir = tempfile::tempdir().unwrap();
    fs::create_dir_all(dir.path().join("b/c")).unwrap();
    for (name, text) in [
        ("b/c/two.rego", "two"),
        ("a.rego", "one"),
        ("a.cases.yaml", "cases"),
        ("a_test.rego", "not a rule"),
        ("README.md", "not a rule"),
    ] {
        fs::write(dir.path().join(name), text).unwrap();
    }
    let sources = load_dir(dir.path()).unwrap();
    let texts: Vec<&str> = sources.iter().map(|source| source.text.as_str()).collect();
    assert_eq!(texts, ["one", "two"]);
    assert_eq!(sources.first().unwrap().cases.as_ref().unwrap().1, "cases");
    assert_eq!(load_dir(&dir.path().join("a.rego")).unwrap().len(), 1);
}

#[cfg(unix)]
#[test]
fn a_folder_that_contains_itself_ends() {
    let dir = tempfile::tempdir().unwrap();
    fs::write(dir.path().join("a.rego"), "one").unwrap();
    std::os::unix::fs::symlink(dir.path(), dir.path().join("again")).unwrap();
    assert_eq!(load_dir(dir.path()).unwrap().len(), 1);
}

#[test]
fn what_is_no_folder_of_rules_is_refused() {
    let dir = tempfile::tempdir().unwrap();
    assert!(matches!(load_dir(dir.path()), Err(LoadFault::Empty { .. })));
    assert!(matches!(
        load_dir(&dir.path().join("none")),
        Err(LoadFault::Io { .. })
    ));
    fs::write(dir.path().join("a.rego"), vec![b'#'; (1 << 20) + 1]).unwrap();
    assert!(matches!(
        load_dir(dir.path()),
        Err(LoadFault::TooLarge { .. })
    ));
    fs::write(dir.path().join("a.rego"), [0xff, 0xfe]).unwrap();
    assert!(matches!(
        load_dir(dir.path()),
        Err(LoadFault::NotText { .. })
    ));
    fs::remove_file(dir.path().join("a.rego")).unwrap();
    let deep = dir.path().join(["d"; 18].join("/"));
    fs::create_dir_all(&deep).unwrap();
    assert!(matches!(
        load_dir(dir.path()),
        Err(LoadFault::TooDeep { .. })
    ));
}
