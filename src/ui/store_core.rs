//! The one owner: what each intent of the person leads to. No browser in here, so it is tested as
//! plain values.
//!
//! The page asks the engine one thing about the cursor at a time and waits for the answer. What
//! comes up meanwhile stands in a lane, in which a newer wish takes the place of an older one of
//! its kind; so a slider or a film never floods the engine, and the last frame always is where the
//! cursor is.

use super::kept::Arrival;
use super::store::{AskedWhy, Edited, EngineState, Intent, Model, Notice, SPEEDS, Selection, Share};
use super::store_opening::Aside;
use super::undo::{Run, UndoStack};
use crate::base::arrange::Arrange;
use crate::base::digest::Sum;
use crate::base::ids::FactId;
use crate::base::time::Time;
use crate::engine::wire::{Ask, AskWhat, ImportKind, Place};
use crate::lab::demo;
use crate::lab::experiment::Experiment;
use crate::lab::frame::Camera;
use crate::lab::import::options::Options;
use crate::lab::import::reading::Reading;
use crate::lab::read::RunFile;
use crate::lab::sweep::Bad;
use crate::lab::whole::{
    Act, Bookmark, BranchName, LONGEST_NAME, LONGEST_NOTE, MOST_BOOKMARKS, View, kept_text,
};
use crate::lab::why::Question;
use crate::lesson::opening;
use crate::sim::input::Action;
use std::collections::VecDeque;
use std::rc::Rc;

/// What the owner wants done outside.
#[derive(Clone, PartialEq, Debug)]
pub enum Effect {
    /// Ask the engine; its answer comes back as a message to the store.
    Ask(Ask),
    /// End the engine if it lives, and start a new one.
    Respawn,
    /// The same, with bytes beside it.
    AskWith(Ask, Rc<[u8]>),
    /// Hand the person a file.
    Download {
        /// What to call it.
        name: String,
        /// What is in it.
        text: String,
    },
    /// Hand the person a file of bytes.
    DownloadBytes {
        /// What to call it.
        name: String,
        /// What is in it, in base 64.
        base64: String,
    },
    /// Paint a picture.
    Paint {
        /// The picture as SVG.
        svg: String,
        /// How many CSS pixels wide it is.
        width: u16,
        /// How many high.
        height: u16,
        /// What it is for.
        to: PaintTo,
    },
    /// Put the link of the run into the clipboard.
    Copy(Rc<str>),
    /// Keep what comes now in another place. The run that was there, if it is the person's own,
    /// stays kept in its place.
    Leave {
        /// The run that stays kept.
        own: Option<Box<RunFile>>,
        /// The place of the run that comes, where it has one already.
        into: Option<String>,
    },
    /// Leave what storage found as it is: it cannot be opened.
    LeaveFound,
    /// Open the run of the person's own that is kept.
    Mine,
}

/// What a picture is painted for.
#[derive(Clone, PartialEq, Eq, Debug)]
pub enum PaintTo {
    /// A file of this name, for projectors: twice as large.
    Png(String),
    /// The picture of a clip with this number, in answer to this question.
    Clip {
        /// The question.
        generation: u64,
        /// The number of the picture.
        n: u32,
    },
}

/// A question whose answer is awaited.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Waiting {
    pub(super) generation: u64,
    /// What was done, where the question was to do something.
    pub(super) done: Option<Act>,
}

/// A file that is being read.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Importing {
    pub(super) generation: u64,
    pub(super) name: String,
    pub(super) kind: ImportKind,
    /// Whether nobody asked for it: then nobody is told.
    pub(super) quiet: bool,
    /// Whether it is the person's own work that comes back.
    pub(super) own: bool,
    /// Where the person was, where that is known better than by the file.
    pub(super) view: Option<View>,
    /// Where it is kept, where it goes on being kept there.
    pub(super) slot: Option<String>,
}

/// A file that lies open to be taken or not.
#[derive(Clone, PartialEq, Debug)]
pub(super) struct Brought {
    pub(super) name: String,
    pub(super) kind: ImportKind,
    pub(super) bytes: Rc<[u8]>,
    pub(super) options: Options,
    pub(super) reading: Option<Rc<Reading>>,
}

/// The owner of everything on the page.
pub struct Core {
    pub(super) model: Model,
    pub(super) run: Run,
    pub(super) undo_stack: UndoStack,
    pub(super) lane: VecDeque<AskWhat>,
    pub(super) waiting: Option<Waiting>,
    pub(super) importing: Option<Importing>,
    /// The file that lies open to be taken or not.
    pub(super) brought: Option<Brought>,
    pub(super) out: Vec<Effect>,
    /// The number of the last question.
    pub(super) generation: u64,
    /// The number of the last `Open` that was sent.
    pub(super) opened: u64,
    /// The highest number that was answered.
    pub(super) reached: u64,
    /// Whether the branches that are shown are those of the last `Open`.
    pub(super) fresh: bool,
    pub(super) progress: Option<(u64, u64)>,
    /// What the page begins with, until it is opened.
    pub(super) arrival: Arrival,
    /// The digest that an imported run claims, and of which branch.
    pub(super) claims: Option<(u32, Sum)>,
    /// The run that was opened and that is nobody's work yet.
    pub(super) opened_run: Run,
    /// The link that is being made, by the number of its question.
    pub(super) sharing: Option<(u64, Share)>,
    /// The runs that were asked for beside the one that is open, by the number of their question.
    pub(super) asked_beside: (u64, Vec<Rc<Experiment>>),
    /// The number of the last question why.
    pub(super) asked_why: u64,
    /// The number of the search under way.
    pub(super) asked_until: u64,
    /// The number of the last question what changed from one branch to another.
    pub(super) asked_changed: u64,
    /// The number of the question for columns.
    pub(super) asked_columns: u64,
    /// The number of the last search, and what it is in.
    pub(super) asked_search: u64,
    pub(super) searched_in: Option<Rc<Experiment>>,
    /// The number of the last question how a branch stands to a challenge, and which branch it was.
    pub(super) asked_stands: Option<(u64, (u32, Sum))>,
    /// The pictures that are asked for, by the numbers of their questions, and whether as PNG.
    pub(super) asked_pictures: Vec<(u64, bool)>,
    /// The number of the last question about the clip under way.
    pub(super) asked_clip: u64,
    /// The run that waits while the first page shows its own, which begins anew when it ends.
    pub(super) aside: Option<Aside>,
    /// The branch that was asked for and is not shown yet: what is looked for next is looked for
    /// there.
    pub(super) heading: Option<u32>,
    /// When the last animation frame was, and how much simulated time is owed since.
    pub(super) ticked_ms: Option<f64>,
    pub(super) owed_us: f64,
    deaths_ms: Vec<f64>,
}

/// An engine that dies more often than this within a minute is not started again by itself.
const MOST_DEATHS: usize = 4;

impl Core {
    /// The owner of a page that begins with an experiment. The engine is not there yet.
    pub fn new(model: Model) -> Core {
        let run = Run {
            experiment: Rc::clone(&model.experiment),
            inputs: Rc::default(),
            acts: Rc::default(),
            marks: Rc::default(),
            names: Rc::default(),
            branch: 0,
            at: Time::ZERO,
        };
        Core {
            model,
            opened_run: run.clone(),
            run,
            undo_stack: UndoStack::default(),
            lane: VecDeque::new(),
            waiting: None,
            importing: None,
            brought: None,
            out: Vec::new(),
            generation: 0,
            opened: 0,
            reached: 0,
            fresh: false,
            progress: None,
            arrival: Arrival::Own,
            claims: None,
            sharing: None,
            asked_beside: (0, Vec::new()),
            asked_why: 0,
            asked_until: 0,
            asked_changed: 0,
            asked_columns: 0,
            asked_search: 0,
            searched_in: None,
            asked_stands: None,
            asked_pictures: Vec::new(),
            asked_clip: 0,
            aside: None,
            heading: None,
            ticked_ms: None,
            owed_us: 0.0,
            deaths_ms: Vec::new(),
        }
    }

    /// The same, waiting to be told by [`Core::arrive`] what it begins with.
    pub fn waiting(mut self) -> Core {
        self.arrival = Arrival::Awaited;
        self
    }

    /// Whether it waits to be told what it begins with.
    pub fn awaits(&self) -> bool {
        self.arrival == Arrival::Awaited
    }

    /// Whether the run is the one to be kept: what the page begins with has been opened.
    pub fn has_arrived(&self) -> bool {
        self.arrival == Arrival::Own && self.importing.as_ref().is_none_or(|importing| !importing.quiet)
    }

    /// What the page begins with: known as soon as storage has answered.
    pub fn arrive(&mut self, arrival: Arrival) -> Vec<Effect> {
        self.arrival = arrival;
        if self.model.engine == EngineState::Ready {
            self.begin_with();
        }
        self.send_next()
    }

    /// The run as the page knows it, with everything that a link or the next visit needs.
    pub fn whole(&self) -> RunFile {
        let Run { experiment, inputs, acts, marks, names, .. } = &self.run;
        RunFile {
            acts: acts.to_vec(),
            view: self.view(),
            bookmarks: marks.to_vec(),
            names: names.to_vec(),
            ..RunFile::new(experiment.as_ref().clone(), inputs.to_vec())
        }
    }

    /// Where the person is, and how it is looked at.
    pub fn view(&self) -> View {
        let Model { camera, tab, speed_milli, .. } = &self.model;
        // While a run opens, the cursor still is the one of the run before.
        let (branch, at) =
            if self.fresh { (self.model.current, self.model.at()) } else { (self.run.branch, self.run.at) };
        View {
            branch: branch.min(self.run.acts.len() as u32),
            at,
            tab: *tab,
            speed_milli: *speed_milli,
            before_us: camera.before_us,
            after_us: camera.after_us,
        }
    }

    /// Whether the person has made something of the run that was opened.
    pub fn is_own(&self) -> bool {
        !self.run.is_same(&self.opened_run)
    }

    /// The run, to be compared by [`Run::is_same`].
    pub fn run(&self) -> &Run {
        &self.run
    }

    /// Whether time passes by itself.
    pub fn is_playing(&self) -> bool {
        self.model.playing
    }

    /// A snapshot for the components.
    pub fn model(&self) -> Rc<Model> {
        Rc::new(Model {
            can_undo: self.undo_stack.can_undo() && self.aside.is_none(),
            can_redo: self.undo_stack.can_redo() && self.aside.is_none(),
            engine: self.engine(),
            import: self.import_shown(),
            branches: self.branches_seen(),
            ..self.model.clone()
        })
    }

    /// Who only looks at the first page has nothing to lose.
    pub(super) fn tell_unkept(&mut self) {
        if let Some(why) = self.model.unkept.filter(|_| self.aside.is_none()) {
            self.model.notice = Some(Notice::Unkept(why));
        }
    }

    /// What a intent leads to.
    pub fn intent(&mut self, intent: Intent) -> Vec<Effect> {
        match intent {
            Intent::Seek(place) => {
                self.model.playing &= matches!(place, Place::Time { .. } | Place::Here);
                self.look(self.heading.unwrap_or(self.model.current), place);
            }
            Intent::Act(action) => {
                self.lane.push_back(AskWhat::Act { action, camera: self.model.camera.clone() })
            }
            Intent::Play => self.play(),
            Intent::TogglePlay if !self.model.playing => self.play(),
            Intent::Pause | Intent::TogglePlay => self.model.playing = false,
            Intent::Speed(milli) => self.model.speed_milli = milli.clamp(*SPEEDS.start(), *SPEEDS.end()),
            Intent::ShowBranch(branch) => {
                self.heading = Some(branch);
                self.look(branch, Place::Time { at: self.model.at() });
            }
            Intent::Compare(left, right) => drop(self.ask(AskWhat::FirstDifference { left, right })),
            Intent::Select(selected) => self.model.selected = selected,
            Intent::Why { about, question } => self.ask_why(about, question),
            Intent::CloseWhy => (self.model.why, self.model.changed) = (None, None),
            Intent::Break(wish) => self.break_it(wish),
            Intent::Otherwise { before, action } => self.begin_otherwise(before, action),
            Intent::SetCamera(camera) => {
                self.model.camera = camera;
                self.look(self.model.current, Place::Here);
            }
            Intent::Edit(experiment) => self.edit(*experiment, false),
            Intent::Tune(experiment) => self.edit(*experiment, true),
            Intent::Begin(experiment) => self.another(Run::new(*experiment, Vec::new())),
            // The run of the first page has no past: what undo would bring again waits.
            Intent::Undo | Intent::Redo if self.aside.is_some() => {}
            Intent::Undo => {
                self.note_place();
                let before = self.undo_stack.undo(&self.run);
                self.again(before);
            }
            Intent::Redo => {
                self.note_place();
                let after = self.undo_stack.redo(&self.run);
                self.again(after);
            }
            Intent::Language(language) => self.model.language = language,
            Intent::Theme(theme) => self.model.theme = theme,
            Intent::Calm(calm) => {
                self.model.calm = calm;
                self.model.playing &= !calm;
            }
            Intent::Receipt => drop(self.ask(AskWhat::Receipt { branch: self.model.current })),
            Intent::Export(form) => drop(self.ask(AskWhat::Export { branch: self.model.current, form })),
            Intent::Import { kind, name, bytes } => self.import(kind, name, bytes),
            Intent::ImportOptions(options) => self.import_again(*options),
            Intent::UseImport => self.use_import(),
            Intent::CancelImport => self.cancel_import(),
            Intent::Unreadable(name) => {
                self.dismiss();
                self.model.notice = Some(Notice::Unreadable { name });
            }
            Intent::Restart => self.respawn(),
            Intent::Dismiss => self.dismiss(),
            Intent::Help(open) => self.model.help = open,
            Intent::Present(on) => self.model.presenting = on,
            Intent::Letters(on) => self.model.letters = on,
            other => self.keep_or_share(other),
        }
        self.send_next()
    }

    /// Asks why something of the current branch is as it is.
    fn ask_why(&mut self, about: FactId, question: Question) {
        let branch = self.model.current;
        self.model.playing = false;
        self.model.changed = None;
        self.asked_why = self.ask(AskWhat::Why { branch, about, question: question.clone() });
        self.model.why = Some(Rc::new(AskedWhy { branch, about, question, answer: None }));
    }

    /// Begins a branch in which something is otherwise right before a fact.
    fn begin_otherwise(&mut self, before: FactId, action: Action) {
        let branch = self.model.why.as_ref().map_or(self.model.current, |why| why.branch);
        self.model.playing = false;
        self.model.changed = None;
        self.look(branch, Place::Before { fact: before });
        self.lane.push_back(AskWhat::Act { action, camera: self.model.camera.clone() });
    }

    /// What has to do with links, marks and what is kept.
    fn keep_or_share(&mut self, intent: Intent) {
        match intent {
            Intent::Tab(tab) => self.model.tab = tab,
            Intent::Mark => self.mark((self.model.current, self.model.at())),
            Intent::Unmark(place) => {
                if self.run.marks.iter().any(|mark| mark.place() == place) {
                    self.mark(place);
                }
            }
            Intent::Note(place, note) => self.note(place, &note),
            Intent::Until(sought) => {
                self.dismiss();
                self.model.playing = false;
                (self.model.sought, self.model.sought_last) = (Some(sought.clone()), sought.clone());
                self.lane.push_back(AskWhat::Until { branch: self.model.current, sought });
            }
            Intent::StopUntil => drop(self.ask(AskWhat::StopUntil)),
            Intent::NameBranch(branch, name) => self.name_branch(branch, &name),
            Intent::DeleteBranch(branch) => self.delete_branch(branch),
            Intent::CompareBranches(left, right) => {
                self.model.changed = None;
                self.asked_changed = self.ask(AskWhat::Changed { left, right });
            }
            Intent::Share(share) => {
                let run = Box::new(self.whole());
                self.sharing = Some((self.ask(AskWhat::Share { run }), share));
            }
            Intent::NotCopied => self.model.link_open = true,
            Intent::Copied(length) => {
                self.dismiss();
                self.model.notice = Some(Notice::Copied { length });
            }
            Intent::CloseLink => self.model.link_open = false,
            Intent::OpenLink(link) => {
                self.import(Some(ImportKind::Link), String::new(), link.into_bytes().into());
            }
            Intent::SavePicture { drawing, png } => self.save_picture(drawing, png),
            Intent::Clip { from, to, speed_milli, again } => self.clip(from, to, speed_milli, again),
            Intent::StopClip => self.stop_clip(),
            Intent::Painted(painted) => self.painted(painted),
            Intent::Unpainted => self.model.notice = Some(Notice::Unpainted),
            Intent::TakeOpening => self.take_opening(),
            Intent::BackToMine => self.out.push(Effect::Mine),
            Intent::StartAfresh => {
                self.another(Run::new(super::pages::first_experiment(), Vec::new()));
            }
            Intent::Stretch => self.stretch(),
            Intent::Mine(mine) => self.model.mine = mine,
            Intent::Unkept(why) => {
                self.model.unkept = why;
                self.tell_unkept();
            }
            Intent::Beside(on) => self.see_beside(on),
            Intent::Columns(with) => self.see_columns(with),
            Intent::OpenColumn(place) => self.open_column(place),
            Intent::OpenSeed(experiment, bad) => self.open_seed(*experiment, bad),
            Intent::SaveColumns { csv } => {
                self.ask(AskWhat::SaveColumns { csv, language: self.model.language });
            }
            Intent::SaveReceipt { csv } => {
                self.ask(AskWhat::SaveReceipt { branch: self.model.current, csv });
            }
            Intent::Saved(name) => self.model.notice = Some(Notice::Saved { name }),
            Intent::Update => self.model.notice = Some(Notice::Update),
            other => unreachable!("{other:?} is dealt with above"),
        }
    }

    /// A demo is seen with and without its protection at once, or by itself.
    fn see_beside(&mut self, on: bool) {
        self.model.pairs = on;
        self.model.beside = Rc::default();
        let experiments = self.beside();
        self.lane.push_back(AskWhat::Beside { experiments, camera: self.model.camera.clone() });
    }

    /// The run is compared with these columns; nothing where the page of the comparison is left.
    fn see_columns(&mut self, with: Option<Vec<String>>) {
        if self.model.columns.as_deref() == with.as_ref() {
            return;
        }
        self.model.columns = with.map(Rc::new);
        self.model.beside = Rc::default();
        self.model.comparison = None;
        self.model.problems.clear();
        self.model.problem_count = 0;
        if !self.opens() {
            // Only what was planned, and done in branch 0, can be done in other columns.
            if self.model.columns.is_some() && self.model.current != 0 {
                self.look(0, Place::Time { at: self.model.at() });
            }
            self.lane.push_back(self.side_by_side());
        }
    }

    /// Whether a run is about to be opened: then what stands beside it is asked for with it.
    fn opens(&self) -> bool {
        !self.fresh && self.lane.iter().any(|request| matches!(request, AskWhat::Open { .. }))
    }

    /// The other columns of the comparison, where there is one.
    pub fn columns(&self) -> Option<Rc<Vec<String>>> {
        self.model.columns.clone()
    }

    /// A column becomes the run that is shown, at the same moment.
    fn open_column(&mut self, place: usize) {
        let Some(lane) = place.checked_sub(1).and_then(|place| self.model.beside.get(place)) else { return };
        let experiment = lane.experiment.as_ref().clone();
        let at = self.model.at();
        self.another(Run { at, ..Run::new(experiment, Vec::new()) });
    }

    /// A run of a sweep becomes the run that is shown, at its bad moment if one was found.
    fn open_seed(&mut self, experiment: Experiment, bad: Option<Bad>) {
        let (seed, at) = (experiment.seed, bad.as_ref().map_or(Time::ZERO, |bad| bad.at));
        self.model.playing = false;
        self.another(Run { at, ..Run::new(experiment, Vec::new()) });
        self.model.notice = Some(Notice::Seed { seed, bad });
    }

    /// The experiment of the branch that is shown, with what was done in it planned: what a sweep
    /// runs under other seeds.
    pub fn workday(&self) -> Experiment {
        let shown = Run { branch: self.model.current, ..self.run.clone() };
        let planned = shown.edited(self.run.experiment.as_ref().clone());
        planned.experiment.as_ref().clone()
    }

    /// The question for what is to be seen beside the run that is shown.
    fn side_by_side(&self) -> AskWhat {
        let camera = self.model.camera.clone();
        match &self.model.columns {
            Some(with) => AskWhat::Columns { with: with.to_vec(), camera },
            None => AskWhat::Beside { experiments: self.beside(), camera },
        }
    }

    /// What is to be seen beside the run that is shown.
    fn beside(&self) -> Vec<Experiment> {
        let pair = self.model.pairs.then(|| demo::counterpart(&self.run.experiment)).flatten();
        pair.into_iter().collect()
    }

    /// What to ask an engine that knows nothing.
    pub(super) fn requests(&self) -> VecDeque<AskWhat> {
        let mut requests = self.run.requests(&self.model.camera);
        let beside = self.side_by_side();
        if !matches!(&beside, AskWhat::Beside { experiments, .. } if experiments.is_empty()) {
            requests.push_back(beside);
        }
        requests
    }

    /// Begins another run; the one before stays kept where it is, and undo brings it again.
    pub(super) fn another(&mut self, run: Run) {
        self.before_another(None);
        self.opened_run = run.clone();
        self.begin(run);
    }

    /// What comes now replaces a run that stays kept.
    pub(super) fn leave(&mut self, into: Option<String>) {
        let own = self.is_own().then(|| Box::new(self.whole()));
        self.out.push(Effect::Leave { own, into });
    }

    /// Opens a run of the person's own that was kept; it goes on being kept in its slot, where this
    /// tab holds it.
    pub fn back(&mut self, kept: Arrival, slot: Option<String>) -> Vec<Effect> {
        if let Arrival::Kept { text, view, .. } = kept {
            self.dismiss();
            let (kind, name) = (ImportKind::Run, String::new());
            let generation = self.ask(AskWhat::Read { kind, text, options: Options::default() });
            self.importing = Some(Importing { generation, name, kind, quiet: false, own: true, view, slot });
        }
        self.send_next()
    }

    /// Marks a moment, or takes its mark away.
    fn mark(&mut self, place: (u32, Time)) {
        match self.run.marks.binary_search_by_key(&place, Bookmark::place) {
            Ok(n) => {
                self.remember(false);
                Rc::make_mut(&mut self.run.marks).remove(n);
                self.dismiss();
                self.model.notice = Some(Notice::Unmarked);
            }
            Err(n) if self.run.marks.len() < MOST_BOOKMARKS => {
                self.remember(false);
                Rc::make_mut(&mut self.run.marks).insert(n, Bookmark::new(place.0, place.1));
                self.written();
                self.model.writing = Some(place);
                return;
            }
            Err(_) => {}
        }
        self.written();
    }

    /// Writes a note to a mark.
    fn note(&mut self, place: (u32, Time), note: &str) {
        let note = kept_text(note, LONGEST_NOTE);
        let found = self.run.marks.iter().position(|mark| mark.place() == place && mark.note != note);
        if let Some(n) = found {
            self.remember(false);
            Rc::make_mut(&mut self.run.marks)[n].note = note;
            self.written();
        }
    }

    /// Calls a branch something.
    fn name_branch(&mut self, branch: u32, name: &str) {
        let name = kept_text(name, LONGEST_NAME);
        let known = self.run.names.iter().find(|it| it.branch == branch);
        if branch as usize > self.run.acts.len() || known.map_or("", |it| &it.name) == name {
            return;
        }
        self.remember(false);
        let names = Rc::make_mut(&mut self.run.names);
        names.retain(|it| it.branch != branch);
        if !name.is_empty() {
            names.push(BranchName { branch, name });
            names.arrange_by_key(|it| it.branch);
        }
        self.written();
    }

    /// Deletes a branch and those that began in it. The run is opened without them; undo brings them
    /// again.
    fn delete_branch(&mut self, branch: u32) {
        self.note_place();
        let Some((run, count)) = self.run.without(branch) else { return };
        self.remember(false);
        self.begin(run);
        self.model.notice = Some(Notice::BranchDeleted { count });
    }

    /// What the person wrote to the run is shown; a link of the run before does not hold it.
    fn written(&mut self) {
        self.model.marks = Rc::clone(&self.run.marks);
        self.model.names = Rc::clone(&self.run.names);
        self.model.writing = None;
        self.model.link = None;
    }

    /// Moves the planned faults as the length of the run was changed.
    fn stretch(&mut self) {
        let Some(Notice::Edited(Edited { length_us: Some(before), .. })) = self.model.notice else { return };
        let mut experiment = self.run.experiment.as_ref().clone();
        experiment.stretch_faults(before);
        self.edit(experiment, false);
    }

    /// An animation frame: simulated time passes, if it does. Its number is milliseconds since
    /// whenever.
    pub fn tick(&mut self, now_ms: f64) -> Vec<Effect> {
        // A hidden page gets no frames; what passed then does not count.
        let passed_ms = self.ticked_ms.map_or(0.0, |last| (now_ms - last).clamp(0.0, 250.0));
        self.ticked_ms = Some(now_ms);
        if !self.model.playing {
            return Vec::new();
        }
        self.owed_us += passed_ms * f64::from(self.model.pace_milli());
        let Some(frame) =
            self.model.frame.clone().filter(|_| self.waiting.is_none() && self.lane.is_empty() && self.fresh)
        else {
            return Vec::new();
        };
        if frame.at >= self.end() {
            self.owed_us = 0.0;
            if self.aside.is_some() {
                self.look(self.model.current, Place::Time { at: opening::BEGINS });
            } else {
                self.model.playing = false;
            }
        } else if self.owed_us >= 1.0 {
            let mut at = Time(frame.at.0.saturating_add(self.owed_us as u64)).min(self.end());
            self.owed_us = 0.0;
            // Where the runs side by side become two, time stands still, so that nobody misses it.
            if let Some(turn) = self.model.turning_point().filter(|turn| (frame.at < *turn) && *turn <= at) {
                at = turn;
                self.model.playing = false;
            }
            self.look(self.model.current, Place::Time { at });
        }
        self.send_next()
    }

    /// The engine died, by an error or by silence.
    pub fn died(&mut self, now_ms: f64) -> Vec<Effect> {
        self.deaths_ms.retain(|&at| now_ms - at < 60_000.0);
        self.deaths_ms.push(now_ms);
        if self.deaths_ms.len() > MOST_DEATHS {
            self.model.notice = Some(Notice::Lost);
            self.model.engine = EngineState::Restarting;
            self.model.playing = false;
        } else {
            self.respawn();
        }
        self.send_next()
    }

    /// When the branch that is shown ends.
    fn end(&self) -> Time {
        Time(self.run.experiment.duration_us)
    }

    fn play(&mut self) {
        if self.model.at() >= self.end() {
            self.look(self.model.current, Place::Time { at: Time::ZERO });
        }
        self.model.playing = true;
        (self.ticked_ms, self.owed_us) = (None, 0.0);
    }

    pub(super) fn dismiss(&mut self) {
        self.model.notice = None;
        self.model.problems.clear();
        self.model.problem_count = 0;
    }

    /// Notes in the run where the person is, before it is kept.
    pub(super) fn note_place(&mut self) {
        (self.run.branch, self.run.at) = (self.model.current, self.model.at());
    }

    pub(super) fn remember(&mut self, tuning: bool) {
        // While a run opens, the cursor still is the one of the run before, at the same time.
        self.note_place();
        self.undo_stack.keep(&self.run, tuning);
    }

    fn edit(&mut self, experiment: Experiment, tuning: bool) {
        if experiment == *self.run.experiment {
            if !tuning {
                self.undo_stack.settle();
            }
            return;
        }
        // Who changes the run of the first page, as by a file, goes on with it.
        self.take_opening();
        let continued = self.undo_stack.is_tuning();
        self.remember(tuning || continued);
        if !tuning {
            self.undo_stack.settle();
        }
        let before = match self.model.notice {
            Some(Notice::Edited(edited)) if continued => edited,
            _ => Edited::default(),
        };
        let edited = self.what_becomes(&experiment, before);
        self.begin(self.run.edited(experiment));
        if edited.branches > 0 || edited.planned > 0 || edited.faults > 0 {
            self.model.notice = Some(Notice::Edited(edited));
        }
    }

    /// What an edit does besides: a slider that still moves goes on with what it did first.
    fn what_becomes(&self, experiment: &Experiment, before: Edited) -> Edited {
        let was = before.length_us.unwrap_or(self.run.experiment.duration_us);
        let longer =
            experiment.duration_us != was && experiment.faults.len() == self.run.experiment.faults.len();
        let done = self.run.inputs_of(self.run.branch).len();
        Edited {
            planned: before.planned + done,
            branches: before.branches + self.run.acts.len() - usize::from(self.run.branch > 0),
            length_us: longer.then_some(was),
            faults: if longer { experiment.faults.len() + done } else { 0 },
        }
    }

    /// Shows a run out of the past.
    fn again(&mut self, run: Option<Run>) {
        let Some(run) = run else { return };
        if Rc::ptr_eq(&run.experiment, &self.run.experiment) && Rc::ptr_eq(&run.inputs, &self.run.inputs) {
            // The same run, seen from another branch: nothing of it was lost but what was written to it.
            (self.run.marks, self.run.names) = (run.marks, run.names);
            self.written();
            self.dismiss();
            self.look(run.branch, Place::Time { at: run.at });
        } else {
            self.begin(run);
        }
    }

    /// Opens a run. What was asked about the one before no longer matters.
    pub(super) fn begin(&mut self, run: Run) {
        self.run = run;
        self.model.experiment = Rc::clone(&self.run.experiment);
        self.written();
        let nodes = self.run.experiment.cast().nodes();
        self.model.selected = self.model.selected.filter(|selected| match selected {
            Selection::Node(node) => node.0 < nodes,
            Selection::Link(from, to) => from.0.max(to.0) < nodes,
            Selection::Flight(_) | Selection::Fact(_) => false,
        });
        self.dismiss();
        self.claims = None;
        self.model.receipt = None;
        self.model.seen_end = false;
        self.asked_stands = None;
        // In another run other nodes may stand there.
        self.model.camera.eyes = self.model.camera.eyes.filter(|eyes| eyes.node.0 < nodes);
        self.model.beside = Rc::default();
        self.model.comparison = None;
        (self.model.why, self.model.changed) = (None, None);
        self.model.sought = None;
        self.lost_clip();
        self.fresh = false;
        self.heading = None;
        self.lane = self.requests();
    }

    fn respawn(&mut self) {
        self.note_place();
        self.waiting = None;
        self.importing = None;
        self.progress = None;
        self.model.sought = None;
        self.fresh = false;
        self.model.engine = EngineState::Restarting;
        self.lost_search();
        self.lost_clip();
        // What was about to be done will be done; where to look is known.
        self.lane.retain(|request| matches!(request, AskWhat::Act { .. }));
        self.out.push(Effect::Respawn);
    }

    /// Puts a look into the lane; the newest takes the place of one of its kind that waits.
    pub(super) fn look(&mut self, branch: u32, to: Place) {
        let camera: Camera = self.model.camera.clone();
        if let Some(AskWhat::Seek { branch: last_branch, to: last, camera: last_camera }) =
            self.lane.back_mut()
            && *last_branch == branch
        {
            let together = match (*last, to) {
                (Place::By { steps: a }, Place::By { steps: b }) => {
                    Some(Place::By { steps: a.saturating_add(b) })
                }
                (Place::Time { .. } | Place::Here, Place::Time { .. }) => Some(to),
                (any, Place::Here) => Some(any),
                _ => None,
            };
            if let Some(together) = together {
                (*last, *last_camera) = (together, camera);
                return;
            }
        }
        self.lane.push_back(AskWhat::Seek { branch, to, camera });
    }

    /// Asks at once, beside the lane.
    pub(super) fn ask(&mut self, what: AskWhat) -> u64 {
        self.generation += 1;
        self.out.push(Effect::Ask(Ask { generation: self.generation, what }));
        self.generation
    }

    /// Sends what can be sent now.
    pub(super) fn send_next(&mut self) -> Vec<Effect> {
        let listens = !matches!(self.model.engine, EngineState::Starting | EngineState::Restarting);
        while listens && self.waiting.is_none() {
            let Some(request) = self.lane.pop_front() else { break };
            // Before storage has answered there is no run; what is to be seen of it is asked for with it.
            if self.opened == 0 && request.is_about_the_run() && !matches!(request, AskWhat::Act { .. }) {
                continue;
            }
            match request {
                what @ AskWhat::Open { .. } => self.opened = self.ask(what),
                what @ AskWhat::Columns { .. } => self.asked_columns = self.ask(what),
                what @ AskWhat::Until { .. } => self.asked_until = self.ask(what),
                AskWhat::Beside { experiments, camera } => {
                    let known = experiments.iter().cloned().map(Rc::new).collect();
                    self.asked_beside = (self.ask(AskWhat::Beside { experiments, camera }), known);
                }
                what => {
                    let done = self.done(&what);
                    self.waiting = Some(Waiting { generation: self.ask(what), done });
                }
            }
        }
        core::mem::take(&mut self.out)
    }

    /// What an act comes to as an input: it happens where the last frame is, because nothing else
    /// was asked since.
    fn done(&self, what: &AskWhat) -> Option<Act> {
        let (AskWhat::Act { action, .. }, Some(frame)) = (what, &self.model.frame) else { return None };
        Some(Act {
            branch: frame.branch,
            input: crate::sim::input::Input { at: frame.at, step: frame.step, action: action.clone() },
        })
    }
}
