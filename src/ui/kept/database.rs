//! The slots on the disk: three tables of texts in the browser's own database, written together.
//! The name that a person gave a run stands beside its place, under a key of its own: it is written
//! when somebody writes it, and no tab that goes on with the run takes it away.
//!
//! The browser is asked for strict durability where a run is written: it has reached the disk
//! before the browser says so. A place may be lost with the power.

use crate::ui::browser;
use crate::ui::store::Unkept;
use js_sys::{Array, Function, Object, Promise, Reflect};
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DomException, IdbDatabase, IdbObjectStore, IdbRequest, IdbTransaction};

const NAME: &str = "eventual";
const VERSION: u32 = 1;
/// What is known of a slot, its run as a file, and where the person was.
const TABLES: [&str; 3] = ["heads", "runs", "places"];

/// The database of the page.
pub(super) struct Database(IdbDatabase);

impl Database {
    /// Opens it.
    ///
    /// # Errors
    /// The browser keeps nothing for this page.
    pub async fn open() -> Result<Database, Unkept> {
        if crate::ui::browser::is_embedded() {
            return Err(Unkept::Forbidden);
        }
        let factory = browser::window().indexed_db().ok().flatten().ok_or(Unkept::Forbidden)?;
        let request = factory.open_with_u32(NAME, VERSION).map_err(|why| reason(&why))?;
        let opened: IdbRequest = request.clone().unchecked_into();
        let make = Closure::once_into_js({
            let opened = opened.clone();
            move || {
                if let Ok(database) = opened.result().map(JsCast::unchecked_into::<IdbDatabase>) {
                    for table in TABLES {
                        let _ = database.create_object_store(table);
                    }
                }
            }
        });
        request.set_onupgradeneeded(Some(make.unchecked_ref()));
        let database = answer(&opened).await.map_err(|why| reason(&why))?;
        Ok(Database(database.unchecked_into()))
    }

    /// Every slot with what is known of it.
    pub async fn heads(&self) -> Vec<(String, String)> {
        let read = async {
            let table = self.begin("readonly", false).ok()?.object_store(TABLES[0]).ok()?;
            let (keys, values) = (table.get_all_keys().ok()?, table.get_all().ok()?);
            let values = answer(&values).await.ok()?;
            let texts = |list: JsValue| {
                Array::from(&list).iter().map(|it| it.as_string()).collect::<Option<Vec<_>>>()
            };
            Some(texts(keys.result().ok()?)?.into_iter().zip(texts(values)?).collect())
        };
        read.await.unwrap_or_default()
    }

    /// The run of a slot and the place in it.
    pub async fn read(&self, slot: &str) -> Option<(String, Option<String>)> {
        let all = self.begin("readonly", false).ok()?;
        let get = |table| all.object_store(table).ok()?.get(&slot.into()).ok();
        let (run, place) = (get(TABLES[1])?, get(TABLES[2])?);
        let place = answer(&place).await.ok()?.as_string();
        Some((run.result().ok()?.as_string()?, place))
    }

    /// Writes a slot: the run only where it has changed.
    ///
    /// # Errors
    /// There is no room, or the browser does not keep it.
    pub async fn write(&self, slot: &str, head: &str, run: Option<&str>, place: &str) -> Result<(), Unkept> {
        let write = async {
            let all = self.begin("readwrite", run.is_some())?;
            let put = |table: IdbObjectStore, text: &str| table.put_with_key(&text.into(), &slot.into());
            if let Some(run) = run {
                put(all.object_store(TABLES[1])?, run)?;
                put(all.object_store(TABLES[0])?, head)?;
            }
            put(all.object_store(TABLES[2])?, place)?;
            end(&all).await
        };
        write.await.map_err(|why: JsValue| reason(&why))
    }

    /// The name that a person gave the run of a slot.
    pub async fn name(&self, slot: &str) -> Option<String> {
        let table = self.begin("readonly", false).ok()?.object_store(TABLES[2]).ok()?;
        answer(&table.get(&name_key(slot)).ok()?).await.ok()?.as_string()
    }

    /// Names the run of a slot; an empty name takes its name away.
    ///
    /// # Errors
    /// There is no room, or the browser does not keep it.
    pub async fn rename(&self, slot: &str, name: &str) -> Result<(), Unkept> {
        let write = async {
            let all = self.begin("readwrite", true)?;
            let table = all.object_store(TABLES[2])?;
            if name.is_empty() {
                table.delete(&name_key(slot))?;
            } else {
                table.put_with_key(&name.into(), &name_key(slot))?;
            }
            end(&all).await
        };
        write.await.map_err(|why: JsValue| reason(&why))
    }

    /// Forgets a slot.
    ///
    /// # Errors
    /// The browser does not do it.
    pub async fn remove(&self, slot: &str) -> Result<(), Unkept> {
        let remove = async {
            let all = self.begin("readwrite", false)?;
            for table in TABLES {
                all.object_store(table)?.delete(&slot.into())?;
            }
            all.object_store(TABLES[2])?.delete(&name_key(slot))?;
            end(&all).await
        };
        remove.await.map_err(|why: JsValue| reason(&why))
    }

    /// A transaction over all tables. How durable it is to be is an option that the bindings do not
    /// know yet.
    fn begin(&self, mode: &str, strict: bool) -> Result<IdbTransaction, JsValue> {
        let tables = TABLES.iter().map(|&table| JsValue::from(table)).collect::<Array>();
        let options = Object::new();
        if strict {
            Reflect::set(&options, &"durability".into(), &"strict".into())?;
        }
        let transaction: Function = Reflect::get(&self.0, &"transaction".into())?.dyn_into()?;
        transaction.call3(&self.0, &tables, &mode.into(), &options)?.dyn_into()
    }
}

fn name_key(slot: &str) -> JsValue {
    format!("name.{slot}").into()
}

/// Waits for a request. Everything else of its transaction was asked before.
async fn answer(request: &IdbRequest) -> Result<JsValue, JsValue> {
    let answered = Promise::new(&mut |resolve, reject| {
        request.set_onsuccess(Some(&resolve));
        request.set_onerror(Some(&reject));
    });
    match JsFuture::from(answered).await {
        Ok(_) => request.result(),
        Err(why) => Err(request.error().ok().flatten().map_or(why, JsValue::from)),
    }
}

/// Waits for the end of a transaction.
async fn end(all: &IdbTransaction) -> Result<(), JsValue> {
    let ended = Promise::new(&mut |resolve, reject| {
        all.set_oncomplete(Some(&resolve));
        all.set_onabort(Some(&reject));
        all.set_onerror(Some(&reject));
    });
    match JsFuture::from(ended).await {
        Ok(_) => Ok(()),
        Err(why) => Err(all.error().map_or(why, JsValue::from)),
    }
}

fn reason(why: &JsValue) -> Unkept {
    let is_full = why.dyn_ref::<DomException>().is_some_and(|why| why.name() == "QuotaExceededError");
    if is_full { Unkept::Full } else { Unkept::Forbidden }
}
