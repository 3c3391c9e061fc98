//! What exports call their columns, in English, Chinese, German, French and Spanish. It is data:
//! names of a role stand in the order in which they are preferred.

use crate::lab::import::options::Role;

/// The names of each role. A name is compared as [`fold`] writes it, first with what stands in
/// brackets and then without.
pub(super) const NAMES: [(Role, &[&str]); 10] = [
    (Role::Time, TIME),
    (Role::Account, ACCOUNT),
    (Role::Kind, KIND),
    (Role::Income, INCOME),
    (Role::Expense, EXPENSE),
    (Role::Amount, AMOUNT),
    (Role::Counterparty, COUNTERPARTY),
    (Role::Currency, CURRENCY),
    (Role::State, STATE),
    (Role::Clock, CLOCK),
];

#[rustfmt::skip]
const TIME: &[&str] = &[
    "date time", "datetime", "timestamp", "completed date", "交易日期", "记账日期", "入账日期", "交易日",
    "buchungstag", "buchungsdatum", "buchung", "booking date", "transaction date", "trans date",
    "posting date", "posted date", "post date", "date de l'opération", "date d'opération",
    "date opération", "dateop", "date de comptabilisation", "fecha operación", "fecha de operación",
    "fecha", "datum", "date", "日期", "created on", "started date", "value date", "valutadatum",
    "wertstellung", "交易创建时间", "付款时间", "交易时间", "记账时间", "时间", "time", "at", "zeitpunkt",
    "zeit", "created", "finished on",
];

#[rustfmt::skip]
const ACCOUNT: &[&str] = &[
    "account", "full account name", "account name", "from", "账户", "账号", "本方账号", "konto",
    "auftragskonto", "compte", "cuenta",
];

#[rustfmt::skip]
const KIND: &[&str] = &[
    "收/支", "收支", "收支类型", "收入/支出", "借贷标志", "借/贷", "借贷", "借贷方向", "soll/haben", "s/h",
    "debit/credit", "credit/debit", "dr/cr", "cr/dr", "credit debit indicator", "direction", "sens", "kind",
    "operation", "操作", "type", "类型", "umsatztyp", "transaction type", "交易类型", "tipo", "typ", "art",
    "details",
];

/// Names that may as well say something else than the direction: they count where the cells do.
#[rustfmt::skip]
pub(super) const MAY_BE_KIND: &[&str] = &[
    "operation", "操作", "type", "类型", "umsatztyp", "transaction type", "交易类型", "tipo", "typ", "art",
    "details",
];

#[rustfmt::skip]
const INCOME: &[&str] = &[
    "记账金额(收入)", "收入", "收入金额", "贷方发生额", "贷方金额", "贷方", "存入金额", "存入", "转入金额",
    "交易金额(收入)", "credit", "credit amount", "credits", "haben", "gutschrift", "einnahmen", "eingang",
    "paid in", "money in", "inflow", "income", "deposit", "deposits", "deposit amount",
    "recettes", "abono", "abonos", "ingreso", "ingresos", "haber",
];

#[rustfmt::skip]
const EXPENSE: &[&str] = &[
    "记账金额(支出)", "支出", "支出金额", "借方发生额", "借方金额", "借方", "支取金额", "取出", "转出金额",
    "交易金额(支出)", "debit", "debit amount", "debits", "soll", "lastschrift", "belastung", "ausgaben",
    "ausgang", "paid out", "money out", "outflow", "expense", "withdrawal", "withdrawals",
    "withdrawal amount", "dépenses", "cargo", "cargos", "gasto", "gastos", "debe",
];

#[rustfmt::skip]
const AMOUNT: &[&str] = &[
    "amount", "amount num", "value num", "金额", "记账金额", "交易金额", "发生额", "betrag", "umsatz",
    "umsatz in eur", "betrag in eur", "betrag eur", "montant en euros", "importe eur", "importe euros",
    "montant", "importe", "cantidad", "monto", "source amount", "transaction amount", "gross", "brutto",
    "value", "amount with sym",
];

#[rustfmt::skip]
const COUNTERPARTY: &[&str] = &[
    "counterparty", "to", "other", "对方", "对方账户", "交易对方", "对方户名", "对方账户名称", "对手信息",
    "payee", "payee name", "empfänger", "empfaenger", "zahlungsempfänger", "zahlungsempfänger*in",
    "auftraggeber/empfänger", "auftraggeber/begünstigter", "begünstigter/auftraggeber",
    "begünstigter/zahlungspflichtiger", "beguenstigter/zahlungspflichtiger", "name zahlungsbeteiligter",
    "beneficiary", "bénéficiaire", "beneficiario", "target name", "merchant", "name",
];

#[rustfmt::skip]
const CURRENCY: &[&str] = &[
    "currency", "记账币种", "币种", "货币", "币别", "交易币种", "währung", "waehrung", "devise", "divisa",
    "moneda", "commodity", "commodity/currency", "source currency", "currency code",
];

#[rustfmt::skip]
const STATE: &[&str] = &[
    "state", "status", "交易状态", "当前状态", "statut", "estado", "buchungsstatus", "info",
];

const CLOCK: &[&str] = &["交易时间", "时间", "time", "uhrzeit", "zeit", "heure", "hora"];

/// States of what did not come about, or not yet.
#[rustfmt::skip]
pub(super) const NOT_DONE: &[&str] = &[
    "pending", "reverted", "failed", "cancelled", "canceled", "declined", "denied", "expired", "void",
    "voided", "in progress", "!", "交易关闭", "已关闭", "等待付款", "待付款", "支付失败", "交易失败", "已撤销",
    "已取消", "处理中", "vorgemerkt", "umsatz vorgemerkt", "ausstehend", "offen", "abgelehnt", "storniert",
    "pendiente", "rechazado", "cancelado", "en attente", "refusé", "annulé",
];

/// Kinds that say that money only changed its place within one owner's hands.
pub(super) const NEITHER: &[&str] =
    &["不计收支", "不计", "中性交易", "其他", "/", "neutral", "neither", "internal"];

/// Cells that say that a row sums others up.
#[rustfmt::skip]
const TOTALS: &[&str] = &[
    "total", "totals", "grand total", "sum", "summe", "gesamt", "gesamtsumme", "saldo", "endsaldo",
    "total général", "solde", "total general", "合计", "总计", "小计", "共计",
];

/// Whether a cell says that its row sums others up.
pub(super) fn is_total(cell: &str) -> bool {
    let cell = cell.trim_end_matches([':', '：']).to_lowercase();
    TOTALS.contains(&cell.as_str()) || (cell.ends_with("合计") || cell.ends_with("总计"))
}

/// The name of a column as it is compared: small letters without accents, words with one blank
/// between them.
pub(super) fn fold(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars().flat_map(char::to_lowercase) {
        let plain = match letter {
            'à' | 'á' | 'â' | 'ã' | 'ä' => 'a',
            'è' | 'é' | 'ê' | 'ë' => 'e',
            'ì' | 'í' | 'î' | 'ï' => 'i',
            'ò' | 'ó' | 'ô' | 'õ' | 'ö' => 'o',
            'ù' | 'ú' | 'û' | 'ü' => 'u',
            'ñ' => 'n',
            'ç' => 'c',
            other => other,
        };
        if plain.is_alphanumeric() {
            out.push(plain);
        } else if !out.is_empty() && !out.ends_with(' ') {
            out.push(' ');
        }
    }
    out.truncate(out.trim_end().len());
    out
}

/// A name without what stands in brackets, and what stands in them.
pub(super) fn without_brackets(name: &str) -> (&str, Option<&str>) {
    match name.find(['(', '（', '[', '【']) {
        Some(at) if at > 0 => {
            let inner = name[at..].trim_matches(|letter: char| "()（）[]【】 ".contains(letter));
            (&name[..at], Some(inner))
        }
        _ => (name, None),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_are_compared_without_accents_case_and_signs() {
        for (name, folded) in [
            ("Zahlungsempfänger*in", "zahlungsempfanger in"),
            ("  Date de l'Opération ", "date de l operation"),
            ("收/支", "收 支"),
            ("Amount Num.", "amount num"),
        ] {
            assert_eq!(fold(name), folded);
        }
        assert_eq!(without_brackets("Betrag (€)"), ("Betrag ", Some("€")));
        assert_eq!(without_brackets("(none)"), ("(none)", None));
    }

    #[test]
    fn no_name_belongs_to_two_roles_but_for_the_time_of_the_day() {
        let mut all: Vec<String> = NAMES[..9].iter().flat_map(|(_, names)| *names).map(|n| fold(n)).collect();
        all.sort_unstable();
        let twice: Vec<_> = all.windows(2).filter(|pair| pair[0] == pair[1]).collect();
        assert!(twice.is_empty(), "{twice:?}");
    }
}
