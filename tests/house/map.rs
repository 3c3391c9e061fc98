//! The map of the house, read out of the table in `src/lib.rs`: its one source.

/// One row of the map.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Row {
    /// A folder of `src/`, or one file of it that may use more than its folder.
    pub place: String,
    /// Which modules it may use besides its own: `a` for all of `a`, `a::b` for one module of it.
    pub may_use: Vec<String>,
}

/// Reads the map: the first table in the documentation of the crate that has a column "may use".
/// The first column says of what.
///
/// # Errors
/// Whatever cannot be executed: a table that is not there, a cell that is neither "nothing of ours"
/// nor a list of paths, a place that is there twice.
pub fn read(lib: &str) -> Result<Vec<Row>, String> {
    let mut lines = lib.lines().map(|line| line.strip_prefix("//!").map(str::trim).unwrap_or_default());
    let column = lines.by_ref().find_map(|line| cells(line)?.iter().position(|cell| *cell == "may use"));
    let column = column.ok_or("there is no table with a column \"may use\"")?;
    let mut rows: Vec<Row> = Vec::new();
    for line in lines.skip(1).map_while(cells) {
        let place = plain(line[0]).to_owned();
        let cell = line.get(column).ok_or(format!("the row of {place} has no cell \"may use\""))?;
        if rows.iter().any(|row| row.place == place) {
            return Err(format!("{place} has two rows"));
        }
        rows.push(Row { may_use: paths(&place, cell)?, place });
    }
    Ok(rows)
}

fn cells(line: &str) -> Option<Vec<&str>> {
    line.strip_prefix('|')?.strip_suffix('|').map(|inner| inner.split('|').map(str::trim).collect())
}

/// A name without the signs of a link and of code.
fn plain(cell: &str) -> &str {
    cell.trim().trim_start_matches(['[', '`']).trim_end_matches([']', '`'])
}

fn paths(place: &str, cell: &str) -> Result<Vec<String>, String> {
    if cell == "nothing of ours" {
        return Ok(Vec::new());
    }
    let is_name =
        |name: &str| !name.is_empty() && name.chars().all(|letter| letter.is_alphanumeric() || letter == '_');
    let path = |path: &str| match plain(path) {
        path if path.split("::").all(is_name) => Ok(path.to_owned()),
        other => Err(format!("the row of {place} says \"{other}\", which is no path that can be executed")),
    };
    cell.split(',').map(path).collect()
}
