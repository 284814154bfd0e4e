//! Where data goes: standard output, or a file that appears whole or not at all.

use std::io::{self, BufWriter, IsTerminal, Write};
use std::path::{Path, PathBuf};

use bartizan_model::write_file;

use crate::fault::Fault;
use crate::interrupt::{Stoppable, while_writing};

/// Writes data to standard output. A reader that has seen enough (`| head`) is no fault.
pub(crate) fn print(write: impl FnOnce(&mut dyn Write) -> io::Result<()>) -> Result<(), Fault> {
    let mut out = BufWriter::new(io::stdout().lock());
    match write(&mut out).and_then(|()| out.flush()) {
        Err(fault) if fault.kind() == io::ErrorKind::BrokenPipe => {
            // What is left in the buffer would be tried once more, and fail once more, when it is dropped.
            let (_, _) = out.into_parts();
            Ok(())
        }
        other => other.map_err(|fault| {
            Fault::unusable(format_args!("cannot write to standard output: {fault}"))
        }),
    }
}

/// Prints JSON for a person to read and a program to parse.
pub(crate) fn print_json(value: &impl serde::Serialize) -> Result<(), Fault> {
    print(|out| {
        serde_json::to_writer_pretty(&mut *out, value)?;
        out.write_all(b"\n")
    })
}

/// Writes a file; a name that ends in `.zst` is packed with zstd.
pub(crate) fn save(
    path: &Path,
    write: impl FnOnce(&mut dyn Write) -> io::Result<()>,
) -> Result<(), Fault> {
    let packed = path.extension().is_some_and(|extension| extension == "zst");
    let result = while_writing(|| {
        write_file(path, |out| {
            let mut out = Stoppable(out);
            if !packed {
                return write(&mut out);
            }
            // Level 3, zstd's default: snapshots shrink to about a twentieth and it is never what one waits for.
            let mut packer = zstd::Encoder::new(&mut out, 3)?;
            write(&mut packer)?;
            packer.finish().map(drop)
        })
    });
    result.map_err(|fault| cannot_write(path, &fault))
}

/// Finds out before the work, not after it, that a file cannot be written.
pub(crate) fn check_writable(path: &Path) -> Result<(), Fault> {
    if path.is_dir() {
        let hint = "name a file in it";
        return Err(Fault::unusable(format_args!(
            "cannot write `{}`: it is a folder",
            path.display()
        ))
        .hint(hint));
    }
    if path.metadata().is_ok_and(|meta| !meta.is_file()) {
        return Ok(());
    }
    tempfile::tempfile_in(folder_of(path))
        .map(drop)
        .map_err(|fault| cannot_write(path, &fault))
}

/// Whether two names are of one file, by whatever way they lead there. What keeps nothing, such as `/dev/null`, is none.
pub(crate) fn same_file(one: &Path, other: &Path) -> bool {
    let there = |path: &Path| -> Option<PathBuf> {
        match path.metadata() {
            Ok(meta) => meta.is_file().then(|| path.canonicalize().ok())?,
            Err(_) => Some(folder_of(path).canonicalize().ok()?.join(path.file_name()?)),
        }
    };
    there(one).is_some_and(|one| there(other) == Some(one))
}

fn folder_of(path: &Path) -> &Path {
    match path.parent() {
        Some(parent) if !parent.as_os_str().is_empty() => parent,
        _ => Path::new("."),
    }
}

fn cannot_write(path: &Path, fault: &io::Error) -> Fault {
    Fault::unusable(format_args!(
        "cannot write `{}`: {}",
        path.display(),
        brief(fault)
    ))
    .hint("check that its folder exists, may be written to, and has room")
}

/// What the system said, without the temporary name that tempfile adds.
fn brief(fault: &io::Error) -> String {
    let text = fault.to_string();
    match text.split_once(" at path \"") {
        Some((brief, _)) => brief.to_owned(),
        None => text,
    }
}

/// Columns of the terminal on standard output; 80 when it is none.
pub(crate) fn width() -> usize {
    let terminal = terminal_size::terminal_size_of(io::stdout());
    terminal.map_or(80, |(columns, _)| usize::from(columns.0).clamp(60, 160))
}

/// Whether standard output is a terminal that colours are welcome on. <https://no-color.org>
pub(crate) fn colour() -> bool {
    let unwelcome = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty());
    io::stdout().is_terminal()
        && !unwelcome
        && std::env::var_os("TERM").is_none_or(|term| term != "dumb")
}
