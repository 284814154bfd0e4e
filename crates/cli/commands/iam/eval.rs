//! `bartizan iam eval`: rows in, answers out, one a line and in order.

use std::fs::File;
use std::io::{self, BufRead, BufReader, Read};

use bartizan_iam::rows::{self, LONGEST_ROW};

use crate::args::iam::EvalArgs;
use crate::exit::Exit;
use crate::fault::Fault;
use crate::output;

/// Answers every row; ends with 2 when some were not understood.
pub(crate) fn run(args: &EvalArgs) -> Result<Exit, Fault> {
    let name = args.rows.display().to_string();
    let input: Box<dyn Read> = if name == "-" {
        Box::new(io::stdin().lock())
    } else {
        let file = File::open(&args.rows).map_err(|fault| unreadable(&name, &fault))?;
        Box::new(file)
    };
    let mut rows = BufReader::new(input);
    let (mut asked, mut failed, mut broken) = (0_u64, 0_u64, None);
    output::print(|out| {
        let mut line = Vec::new();
        loop {
            match next(&mut rows, &mut line) {
                Ok(true) => {}
                Ok(false) => return Ok(()),
                Err(fault) => {
                    broken = Some(fault);
                    return Ok(());
                }
            }
            if line.iter().all(u8::is_ascii_whitespace) {
                continue;
            }
            let answered = rows::answer(&String::from_utf8_lossy(&line));
            asked += 1;
            failed += u64::from(!answered.is_answer());
            serde_json::to_writer(&mut *out, &answered)?;
            out.write_all(b"\n")?;
        }
    })?;
    match broken {
        Some(fault) => Err(unreadable(&name, &fault)),
        None if failed > 0 => Err(Fault::unusable(format_args!(
            "{failed} of {asked} rows in `{name}` were not understood"
        ))
        .hint("their answers say why, in `error`")),
        None => Ok(Exit::Clean),
    }
}

/// Reads the next line. What is too long is cut where the engine refuses it, and the rest of it skipped.
fn next(rows: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    let most = LONGEST_ROW as u64 + 2;
    if rows.by_ref().take(most).read_until(b'\n', line)? == 0 {
        return Ok(false);
    }
    if line.last() != Some(&b'\n') && line.len() as u64 == most {
        rows.skip_until(b'\n')?;
    }
    Ok(true)
}

fn unreadable(name: &str, fault: &io::Error) -> Fault {
    Fault::unusable(format_args!("cannot read `{name}`: {fault}"))
        .hint("name a file of rows, or `-` for standard input")
}
