//! Where the documents lead.

use crate::markdown::Document;
use crate::sources::root;

/// The folders that a path in a document begins with.
const FOLDERS: [&str; 6] = ["wit/", "plugin/", "host/", "tests/", "docs/", ".ci/"];

#[test]
fn every_relative_link_leads_to_a_file_and_a_heading() {
    for document in Document::all() {
        for link in document.links() {
            if link.contains("://") {
                continue;
            }
            let (file, heading) = link.split_once('#').unwrap_or((&link, ""));
            let folder = document
                .path
                .rsplit_once('/')
                .map_or("", |(folder, _)| folder);
            let target = match file {
                "" => root().join(&document.path),
                _ => root().join(folder).join(file),
            };
            assert!(target.exists(), "{}: {link}", document.path);
            if heading.is_empty() {
                continue;
            }
            let text = std::fs::read_to_string(&target).unwrap();
            let path = link.clone();
            let anchors = Document { path, text }.anchors();
            let known = anchors.iter().any(|anchor| anchor == heading);
            assert!(known, "{}: {link} of {anchors:?}", document.path);
        }
    }
}

#[test]
fn every_path_that_is_named_exists() {
    let mut seen = 0;
    // The changelog may name what is gone.
    let documents = Document::all().into_iter();
    for document in documents.filter(|document| document.path != "CHANGELOG.md") {
        for span in document.spans() {
            let path = span.split(' ').next().unwrap_or_default();
            let named = FOLDERS.iter().any(|folder| path.starts_with(folder));
            // NAME stands for a name of the reader's choice.
            if named && !path.contains("NAME") {
                assert!(root().join(path).exists(), "{}: {span}", document.path);
                seen += 1;
            }
        }
    }
    assert!(seen > 30, "{seen}");
}

#[test]
fn every_document_is_linked_from_the_readme() {
    let links = Document::read("README.md").links();
    for document in Document::all() {
        let linked = links.iter().any(|link| link.starts_with(&document.path));
        assert!(linked || document.path == "README.md", "{}", document.path);
    }
}
