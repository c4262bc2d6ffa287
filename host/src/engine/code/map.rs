//! The one place with `unsafe`: machine code is mapped and run as it is found.

use wasmtime::component::Component;

use super::sealed::Sealed;

/// Maps the code in the file; nothing where the runtime refuses it.
#[allow(
    unsafe_code,
    reason = "mapping machine code cannot be made safe by types"
)]
pub(super) fn map(engine: &wasmtime::Engine, sealed: &Sealed) -> Option<Component> {
    // SAFETY: the runtime asks that the file is as it wrote it, and stays so.
    //
    // - As it wrote it: there is no `Sealed` without the checks of
    //   `Sealed::open`. The file is a regular one, not reached through a link,
    //   it and its folder belong to the user (or for an installation to the
    //   program's owner) or to root, and nobody else may write to them: whoever
    //   could have made up its content could replace the program, too. Its seal
    //   names the component, the version of the program and of the runtime, the
    //   processor and the settings that `engine` has, and its length is the
    //   seal's. In the user's folder, where a full disk or a failing one leaves
    //   what it likes, the checksum of all of it has been compared besides.
    // - Stays so: files are written under another name and renamed, never
    //   changed and never cut; removing one leaves the mapping. Those who may
    //   change it all the same are again those who could replace the program.
    // - It is this very file that is mapped: `Sealed::path` leads to what is
    //   open. Where the system has no such path the name does, in a folder to
    //   which nobody else may write, where a name is only ever given to another
    //   whole file of the same content.
    //
    // The runtime compares its own version, its settings and the processor with
    // what the file was compiled for once more.
    if let Ok(component) = unsafe { Component::deserialize_file(engine, sealed.path()) } {
        return Some(component);
    }
    // Where the file system lets nothing be run that is mapped from it, as that
    // of a container's scratch folder, a copy in memory can be all the same.
    let code = sealed.read()?;
    // SAFETY: as above; the bytes are those of the file that is open, and this
    // process' own from here on.
    unsafe { Component::deserialize(engine, code) }.ok()
}
