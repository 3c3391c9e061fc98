//! The forms in the menu of a node: start it again, set its clock, give it an order, ask it
//! something as a client.

use super::MenuProps;
use crate::base::ids::{AccountId, NodeId};
use crate::domain::{Accounts, Call, MOST_ACCOUNTS};
use crate::protocol::catalog;
use crate::protocol::catalog::knob::About;
use crate::sim::input::Action;
use crate::ui::controls::draft::use_draft;
use crate::ui::store::Intent;
use crate::ui::words::words;
use web_sys::{HtmlInputElement, HtmlSelectElement};
use yew::prelude::*;

/// What a form needs.
#[derive(Clone, PartialEq, Properties)]
pub struct FormProps {
    pub node: NodeId,
    /// The version of its code.
    #[prop_or(1)]
    pub version: u32,
    /// How far its clock is ahead.
    #[prop_or(0)]
    pub ahead_us: i64,
    /// What every menu needs.
    pub base: MenuProps,
}

impl FormProps {
    /// Sends what a form comes to when it is handed in, and closes the menu.
    pub(super) fn submit(&self, action: impl Fn() -> Option<Action> + 'static) -> Callback<SubmitEvent> {
        let base = self.base.clone();
        Callback::from(move |event: SubmitEvent| {
            event.prevent_default();
            if let Some(action) = action() {
                base.inner.act.emit(Intent::Act(action));
                base.close.emit(());
            }
        })
    }
}

/// The whole number in a field.
pub(super) fn number(field: &NodeRef) -> Option<i64> {
    field.cast::<HtmlInputElement>()?.value().trim().parse().ok()
}

fn choice(field: &NodeRef) -> Option<u32> {
    field.cast::<HtmlSelectElement>()?.value().parse().ok()
}

/// Starts a node again, with the version of its code that a person wants.
#[component]
pub fn Restart(props: &FormProps) -> Html {
    let menu = &words(props.base.inner.model.language).picture().menu;
    let (version, draft) = (use_node_ref(), use_draft());
    let onsubmit = {
        let (node, version) = (props.node, version.clone());
        props.submit(move || {
            Some(Action::Restart {
                node,
                version: number(&version).and_then(|version| u32::try_from(version).ok()),
            })
        })
    };
    html! {
        <form class="line" {onsubmit}>
            <button type="submit" class="main">{ menu.restart }</button>
            <label>{ menu.version }<input ref={version} type="number" min="1" max="9" value={draft.or(props.version.to_string())} oninput={draft.keep()} onkeydown={draft.escape()} /></label>
        </form>
    }
}

/// Sets a node's clock.
#[component]
pub fn Clock(props: &FormProps) -> Html {
    let menu = &words(props.base.inner.model.language).picture().menu;
    let (ahead, drift) = (use_node_ref(), use_node_ref());
    let (ahead_draft, drift_draft) = (use_draft(), use_draft());
    let onsubmit = {
        let (node, ahead, drift) = (props.node, ahead.clone(), drift.clone());
        props.submit(move || {
            let skew_us = number(&ahead)?.clamp(-3_600_000, 3_600_000) * 1_000;
            let drift_ppm = i32::try_from(number(&drift)?.clamp(-500_000, 500_000)).unwrap_or(0);
            Some(Action::SetClock { node, skew_us, drift_ppm })
        })
    };
    html! {
        <fieldset>
            <legend>{ menu.clock }</legend>
            <form class="line" {onsubmit}>
                <label>{ menu.ahead_ms }<input ref={ahead} type="number" step="1" value={ahead_draft.or((props.ahead_us / 1_000).to_string())}
                    oninput={ahead_draft.keep()} onkeydown={ahead_draft.escape()} /></label>
                <label>{ menu.drift_ppm }<input ref={drift} type="number" step="1" value={drift_draft.or("0".to_owned())}
                    oninput={drift_draft.keep()} onkeydown={drift_draft.escape()} /></label>
                <button type="submit">{ menu.set }</button>
            </form>
        </fieldset>
    }
}

/// The accounts to choose from, the one at `first` chosen to begin with. A very long list is cut,
/// because nobody scrolls through a thousand names.
fn accounts(props: &FormProps, first: usize) -> Html {
    let accounts = props.base.inner.model.experiment.accounts.iter().take(200).enumerate();
    html! { <>{ for accounts.map(|(i, account)| html! { <option value={i.to_string()} selected={i == first}>{ &account.name }</option> }) }</> }
}

/// The protocol's own orders.
#[component]
pub fn Orders(props: &FormProps) -> Html {
    let model = &props.base.inner.model;
    let menu = &words(model.language).picture().menu;
    let about = use_node_ref();
    let Some(entry) = catalog::find(&model.experiment.protocol.name).filter(|entry| !entry.orders.is_empty())
    else {
        return Html::default();
    };
    let of_account = entry.orders.iter().any(|order| order.about == About::Account);
    html! {
        <fieldset>
            <legend>{ menu.orders }</legend>
            <div class="choices">
                if of_account {
                    <label>{ menu.account }<select ref={about.clone()}>{ accounts(props, 0) }</select></label>
                }
                { for entry.orders.iter().enumerate().map(|(i, order)| {
                    let (base, node, about, wants) = (props.base.clone(), props.node, about.clone(), order.about);
                    let onclick = Callback::from(move |_: MouseEvent| {
                        let about = if wants == About::Account { choice(&about).unwrap_or(0) } else { 0 };
                        base.inner.act.emit(Intent::Act(Action::Order { node, order: i as u32, about }));
                        base.close.emit(());
                    });
                    html! { <button type="button" title={order.help.in_language(model.language)} data-order={order.name} {onclick}>{ order.title.in_language(model.language) }</button> }
                }) }
            </div>
        </fieldset>
    }
}

/// Asks a node something, as a client of one's own.
#[component]
pub fn Ask(props: &FormProps) -> Html {
    let model = &props.base.inner.model;
    let menu = &words(model.language).picture().menu;
    let (what, account, other, amount) = (use_node_ref(), use_node_ref(), use_node_ref(), use_node_ref());
    let (chosen, draft) = (use_state(|| 0), use_draft());
    let onchange = {
        let (chosen, what) = (chosen.clone(), what.clone());
        Callback::from(move |_: Event| chosen.set(choice(&what).unwrap_or_default()))
    };
    let count = model.experiment.accounts.len() as u32;
    let unit = 10_i64.pow(u32::from(model.experiment.decimals));
    let onsubmit = {
        let (node, what, account, other, amount) =
            (props.node, what.clone(), account.clone(), other.clone(), amount.clone());
        props.submit(move || {
            let account = AccountId(choice(&account)?);
            let other = || choice(&other).map(AccountId).filter(|other| *other != account);
            // What is typed is in whole units; the smallest unit counts.
            let amount = || number(&amount).filter(|amount| *amount > 0)?.checked_mul(unit);
            let call = match choice(&what)? {
                0 => Call::Read { account },
                1 => Call::Deposit { account, amount: amount()? },
                2 => Call::Withdraw { account, amount: amount()? },
                3 => Call::Transfer { from: account, to: other()?, amount: amount()? },
                4 => {
                    let others = (0..count).map(AccountId).filter(|it| *it != account);
                    let all: Vec<AccountId> =
                        core::iter::once(account).chain(others).take(MOST_ACCOUNTS).collect();
                    Call::Audit { accounts: Accounts::new(&all)? }
                }
                _ => Call::WithdrawJointly { account, with: other()?, amount: amount()? },
            };
            Some(Action::Submit { node, call, command: None })
        })
    };
    html! {
        <fieldset>
            <legend>{ menu.ask }</legend>
            <form class="line" {onsubmit}>
                <label>{ menu.what }
                    <select ref={what} {onchange}>
                        <option value="0" selected={true}>{ menu.read }</option>
                        <option value="1">{ menu.deposit }</option>
                        <option value="2">{ menu.withdraw }</option>
                        <option value="3">{ menu.transfer }</option>
                        <option value="4">{ menu.audit }</option>
                        <option value="5">{ menu.withdraw_jointly }</option>
                    </select>
                </label>
                <label>{ menu.account }<select ref={account}>{ accounts(props, 0) }</select></label>
                if matches!(*chosen, 3 | 5) {
                    <label>{ if *chosen == 3 { menu.to } else { menu.with } }<select ref={other}>{ accounts(props, 1) }</select></label>
                }
                if !matches!(*chosen, 0 | 4) { <label>{ menu.amount }<input ref={amount} type="number" min="1" step="1" value={draft.or("50".to_owned())}
                    oninput={draft.keep()} onkeydown={draft.escape()} /></label> }
                <button type="submit">{ menu.send }</button>
            </form>
        </fieldset>
    }
}
