//! The folders of a crate, and who imports from whom in each.

use std::collections::{BTreeMap, BTreeSet};

use crate::imports::{Import, imports};
use crate::modules::{FileId, ModulePath, Tree};

/// What stands in a folder.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Room {
    /// The file of the folder's own module.
    Parent,
    /// A file with nothing below it, by its module's name.
    Leaf(String),
    /// A sub-folder with its parent file and all below, by its module's name.
    Folder(String),
}

/// A module with modules in files of their own.
pub struct Folder {
    /// Its module.
    pub module: ModulePath,
    /// Its path below the workspace's root.
    pub path: String,
    /// What stands in it, and the imports from other rooms of it.
    pub rooms: BTreeMap<Room, Vec<(Room, Import)>>,
    /// The path of each room; those of folders end in a slash.
    pub paths: BTreeMap<Room, String>,
}

/// The folders of a crate, from its root down.
pub fn folders(tree: &Tree) -> Vec<Folder> {
    let modules: BTreeSet<ModulePath> = tree
        .files
        .iter()
        .flat_map(|file| (0..file.module.len()).map(|length| file.module[..length].to_vec()))
        .collect();
    let mut folders: BTreeMap<ModulePath, Folder> = modules
        .into_iter()
        .map(|module| (module.clone(), Folder::of(tree, module)))
        .collect();
    for import in imports(tree) {
        let module = common(
            &tree.files[import.from].module,
            &tree.files[import.to].module,
        );
        if let Some(folder) = folders.get_mut(module) {
            folder.add(tree, import);
        }
    }
    folders.into_values().collect()
}

impl Folder {
    /// The folder of a module, as yet without imports.
    fn of(tree: &Tree, module: ModulePath) -> Self {
        let inside = tree
            .files
            .iter()
            .enumerate()
            .filter(|(_, file)| file.module.starts_with(&module));
        let mut paths: BTreeMap<Room, String> = BTreeMap::new();
        for (id, file) in inside {
            let room = room(tree, &module, id);
            let path = match &room {
                Room::Folder(name) => format!("{}{name}/", path_of(tree, &module)),
                Room::Parent | Room::Leaf(_) => file.path.clone(),
            };
            paths.insert(room, path);
        }
        Self {
            path: path_of(tree, &module),
            module,
            rooms: paths
                .keys()
                .map(|room| (room.clone(), Vec::new()))
                .collect(),
            paths,
        }
    }

    fn add(&mut self, tree: &Tree, import: Import) {
        let from = room(tree, &self.module, import.from);
        let to = room(tree, &self.module, import.to);
        self.rooms.entry(from).or_default().push((to, import));
    }

    /// A room's name within its folder.
    pub fn name(&self, room: &Room) -> String {
        match room {
            Room::Folder(name) => format!("{name}/"),
            Room::Parent | Room::Leaf(_) => {
                let path = self.paths.get(room).map_or("", String::as_str);
                path.rsplit('/').next().unwrap_or(path).to_owned()
            }
        }
    }

    /// The rooms from which a room imports.
    pub fn imported_by(&self, room: &Room) -> BTreeSet<&Room> {
        let imports = self.rooms.get(room).into_iter().flatten();
        imports.map(|(to, _)| to).collect()
    }
}

/// The room of a folder in which a file stands.
fn room(tree: &Tree, folder: &[String], file: FileId) -> Room {
    let module = &tree.files[file].module;
    match module.get(folder.len()) {
        None => Room::Parent,
        Some(name) if tree.is_folder(&module[..=folder.len()]) => Room::Folder(name.clone()),
        Some(name) => Room::Leaf(name.clone()),
    }
}

/// Where the files of a module's children lie, with a slash at the end.
fn path_of(tree: &Tree, module: &[String]) -> String {
    let root = tree.files.first().map_or("", |file| file.path.as_str());
    let source = root.rsplit_once('/').map_or("", |(folder, _)| folder);
    let parts = std::iter::once(source).chain(module.iter().map(String::as_str));
    parts.fold(String::new(), |path, part| path + part + "/")
}

fn common<'a>(one: &'a [String], other: &[String]) -> &'a [String] {
    let length = one.iter().zip(other).take_while(|(a, b)| a == b).count();
    &one[..length]
}
