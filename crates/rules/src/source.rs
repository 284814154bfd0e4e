//! Where rules come from: a text, or a folder of files.

use std::fs;
use std::io::{self, Read};
use std::path::{Path, PathBuf};

/// The largest rule or cases file that is read, in bytes.
const LARGEST_FILE: u64 = 1 << 20;

/// How deep folders may nest.
const DEEPEST: usize = 16;

/// How many rules one folder may hold.
const MOST_FILES: usize = 10_000;

/// The text of a rule and of its examples, not yet understood.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Source {
    /// The path, as a person would look for it.
    pub path: String,
    /// The Rego text.
    pub text: String,
    /// The path and the text of its `.cases.yaml`, when there is one.
    pub cases: Option<(String, String)>,
}

/// Why a folder of rules cannot be read.
#[derive(Debug, thiserror::Error)]
pub enum LoadFault {
    /// A file or folder cannot be read.
    #[error("cannot read `{}`: {source}", path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// A file is larger than any rule.
    #[error("`{}` is larger than {} KiB, more than any rule needs", path.display(), LARGEST_FILE >> 10)]
    TooLarge {
        /// The file.
        path: PathBuf,
    },
    /// A file is not text.
    #[error("`{}` is not utf-8", path.display())]
    NotText {
        /// The file.
        path: PathBuf,
    },
    /// Folders nest too deep.
    #[error("`{}` nests deeper than {DEEPEST} folders", path.display())]
    TooDeep {
        /// The folder where reading stopped.
        path: PathBuf,
    },
    /// There are too many files.
    #[error("`{}` holds more than {MOST_FILES} rules", path.display())]
    TooMany {
        /// The folder.
        path: PathBuf,
    },
    /// There is no rule.
    #[error("`{}` holds no rule", path.display())]
    Empty {
        /// The folder.
        path: PathBuf,
    },
}

impl LoadFault {
    /// What to do about it.
    #[must_use]
    pub fn hint(&self) -> &'static str {
        match self {
            Self::Io { .. } => "check the path and its permissions",
            Self::TooLarge { .. } => "a rule is a page; keep data out of it",
            Self::NotText { .. } => "save it as utf-8",
            Self::TooDeep { .. } | Self::TooMany { .. } => {
                "point at the folder that holds the rules and nothing else"
            }
            Self::Empty { .. } => "a rule is a file that ends in `.rego`",
        }
    }
}

/// Reads every rule under a folder, by path, or the one rule that `dir` names.
///
/// Files that end in `_test.rego` are left out, since they are tests for `opa`. Links to folders are not followed.
///
/// # Errors
/// When a file cannot be read, is not text or is too large, or when there is no rule at all.
pub fn load_dir(dir: &Path) -> Result<Vec<Source>, LoadFault> {
    let mut paths = Vec::new();
    let meta = fs::metadata(dir).map_err(|source| LoadFault::Io {
        path: dir.to_owned(),
        source,
    })?;
    if meta.is_dir() {
        walk(dir, dir, 0, &mut paths)?;
    } else {
        paths.push(dir.to_owned());
    }
    paths.sort();
    if paths.is_empty() {
        return Err(LoadFault::Empty {
            path: dir.to_owned(),
        });
    }
    paths.into_iter().map(|path| load(&path)).collect()
}

fn walk(root: &Path, dir: &Path, depth: usize, paths: &mut Vec<PathBuf>) -> Result<(), LoadFault> {
    let io = |source| LoadFault::Io {
        path: dir.to_owned(),
        source,
    };
    if depth > DEEPEST {
        return Err(LoadFault::TooDeep {
            path: dir.to_owned(),
        });
    }
    for entry in fs::read_dir(dir).map_err(io)? {
        let entry = entry.map_err(io)?;
        let path = entry.path();
        if entry.file_type().map_err(io)?.is_dir() {
            walk(root, &path, depth + 1, paths)?;
        } else if is_rule(&path) && fs::metadata(&path).is_ok_and(|meta| meta.is_file()) {
            paths.push(path);
            if paths.len() > MOST_FILES {
                return Err(LoadFault::TooMany {
                    path: root.to_owned(),
                });
            }
        }
    }
    Ok(())
}

fn is_rule(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.ends_with(".rego") && !name.ends_with("_test.rego")
}

fn load(path: &Path) -> Result<Source, LoadFault> {
    let cases = path.with_extension("cases.yaml");
    Ok(Source {
        path: path.display().to_string(),
        text: read(path)?,
        cases: if cases.is_file() {
            Some((cases.display().to_string(), read(&cases)?))
        } else {
            None
        },
    })
}

fn read(path: &Path) -> Result<String, LoadFault> {
    let io = |source| LoadFault::Io {
        path: path.to_owned(),
        source,
    };
    let mut bytes = Vec::new();
    fs::File::open(path)
        .map_err(io)?
        .take(LARGEST_FILE + 1)
        .read_to_end(&mut bytes)
        .map_err(io)?;
    if bytes.len() as u64 > LARGEST_FILE {
        return Err(LoadFault::TooLarge {
            path: path.to_owned(),
        });
    }
    String::from_utf8(bytes).map_err(|_| LoadFault::NotText {
        path: path.to_owned(),
    })
}
