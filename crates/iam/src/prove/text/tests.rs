use super::*;

fn pattern(text: &str) -> Pattern {
    text.chars()
        .map(|c| match c {
            '*' => Place::Any,
            '?' => Place::One,
            '+' => Place::AnyIn,
            c => Place::Char(c),
        })
        .collect()
}

fn search(wanted: &[&[&str]], unwanted: &[&[&str]]) -> Found<String> {
    let read = |groups: &[&[&str]]| -> Vec<Vec<Pattern>> {
        groups
            .iter()
            .map(|group| group.iter().map(|text| pattern(text)).collect())
            .collect()
    };
    let (wanted, unwanted) = (read(wanted), read(unwanted));
    let views = |groups: &'static [Vec<Pattern>]| groups.iter().map(|it| &**it).collect::<Vec<_>>();
    find(
        &views(wanted.leak()),
        &views(unwanted.leak()),
        &Budget::new(),
    )
}

#[test]
fn the_shortest_text_is_found_or_there_is_none() {
    for (wanted, unwanted, expected) in [
        (&[&["a*"][..]][..], &[][..], Some("a")),
        (&[&["a*"]], &[&["a"][..]][..], Some("ax")),
        (&[&["a*"], &["*b"]], &[], Some("ab")),
        (&[&["a*"]], &[&["a*"]], None),
        (&[&["a*", "b"]], &[&["a*"]], Some("b")),
        (&[&["a*"], &["b*"]], &[], None),
        (&[&["*"]], &[&[""], &["?*"]], None),
        (&[&["*"]], &[&["", "??*"]], Some("x")),
        (&[&["a?"]], &[&["ab", "ac"]], Some("ax")),
        (&[&["+:+"]], &[], Some(":")),
        (&[&["+:x"], &["a*x"]], &[&["a:x"]], Some("az:x")),
        (&[&["+"], &["*:*"]], &[], None),
        (&[&[]], &[], None),
        (&[], &[], Some("")),
    ] {
        let expected = match expected {
            Some(text) => Found::One(text.to_owned()),
            None => Found::Nothing,
        };
        assert_eq!(
            search(wanted, unwanted),
            expected,
            "{wanted:?} {unwanted:?}"
        );
    }
}

/// Whatever the short patterns are, the answer is that of looking at all short texts.
#[test]
fn the_search_agrees_with_trying_texts() {
    let mut patterns = vec![String::new()];
    for _ in 0..3 {
        patterns = patterns
            .iter()
            .flat_map(|start| ["", "a", ":", "*", "?", "+"].map(|next| format!("{start}{next}")))
            .collect();
        patterns.sort();
        patterns.dedup();
    }
    // `x` is what no pattern names.
    let mut texts = vec![String::new()];
    for _ in 0..5 {
        texts = texts
            .iter()
            .flat_map(|start| ["", "a", ":", "x"].map(|next| format!("{start}{next}")))
            .collect();
        texts.sort();
        texts.dedup();
    }
    let matched: Vec<Vec<bool>> = patterns
        .iter()
        .map(|it| {
            texts
                .iter()
                .map(|text| matches(&pattern(it), text))
                .collect()
        })
        .collect();
    for (a, in_a) in patterns.iter().zip(&matched).step_by(3) {
        for (b, in_b) in patterns.iter().zip(&matched) {
            let (wanted, unwanted) = ([pattern(a)], [pattern(b)]);
            let found = find(&[&wanted], &[&unwanted], &Budget::new());
            let expected = in_a.iter().zip(in_b).any(|(a, b)| *a && !*b);
            match found {
                Found::One(text) => {
                    assert!(matches(&wanted[0], &text), "{a} {b} {text}");
                    assert!(!matches(&unwanted[0], &text), "{a} {b} {text}");
                }
                Found::Nothing => assert!(!expected, "{a} without {b}"),
                Found::GaveUp(why) => assert!(why.is_empty(), "{a} {b}"),
            }
        }
    }
}

fn matches(pattern: &[Place], text: &str) -> bool {
    let Some((place, rest)) = pattern.split_first() else {
        return text.is_empty();
    };
    let mut chars = text.chars();
    let first = chars.next();
    let after = chars.as_str();
    match place {
        Place::Any => matches(rest, text) || first.is_some() && matches(pattern, after),
        Place::AnyIn => {
            matches(rest, text) || first.is_some_and(|c| c != ':') && matches(pattern, after)
        }
        Place::One => first.is_some() && matches(rest, after),
        Place::OneIn => first.is_some_and(|c| c != ':') && matches(rest, after),
        Place::Char(c) => first == Some(*c) && matches(rest, after),
        Place::Fold(c) => first.is_some_and(|f| folds(*c, f)) && matches(rest, after),
    }
}

#[test]
fn hostile_patterns_end() {
    let many: Vec<Pattern> = ('a'..='z')
        .flat_map(|a| ('a'..='z').map(move |b| pattern(&format!("*{a}?????????{b}*{a}"))))
        .collect();
    let groups: Vec<&[Pattern]> = many.chunks(1).collect();
    assert_eq!(
        find(&groups, &[], &Budget::new()),
        Found::GaveUp(TOO_MANY_STATES)
    );
}
