//! The components of the GOV.UK Design System, as values that render themselves.
//!
//! A component is a plain struct with the options of its GOV.UK Frontend macro under the same names in `snake_case`;
//! a page builds it and its template writes `{{ button }}`. The HTML is that of GOV.UK Frontend's own macros, held to
//! the fixtures of the package by the tests of this module. An empty string, list or `None` is an option not given.
//!
//! Text is escaped wherever it goes. What is already HTML travels as [`Markup`], which is only ever made by rendering
//! a template, so no string can reach a page as markup by mistake.

mod button;
mod choices;
mod content;
mod date_input;
mod field;
mod footer;
mod input;
mod messages;
mod navigation;
mod pagination;
mod panels;
mod select;
mod service_navigation;
mod summary_list;
mod table;
mod task_list;
mod textarea;

#[cfg(test)]
mod tests;

pub use button::{Button, ButtonType};
pub use choices::{Behaviour, Checkboxes, CheckboxesItem, ItemLabel, Radios, RadiosItem};
pub use content::{Attributes, Classes, Content, Markup};
pub use date_input::{DateInput, DateInputItem};
pub use field::{ErrorMessage, Fieldset, FieldsetGroup, FormGroup, Hint, Label, Legend};
pub use footer::{ContentLicence, Footer, FooterLink, FooterMeta, FooterNavigation};
pub use input::{Affix, Input, InputWrapper};
pub use messages::{ErrorSummary, ErrorSummaryItem, NotificationBanner, NotificationType};
pub use navigation::{BackLink, Breadcrumb, Breadcrumbs, SkipLink};
pub use pagination::{Pagination, PaginationItem, PaginationLink};
pub use panels::{Details, InsetText, Panel, PhaseBanner, Tag, WarningText};
pub use select::{Select, SelectItem};
pub use service_navigation::{ServiceNavigation, ServiceNavigationItem, ServiceNavigationSlots};
pub use summary_list::{
    SummaryList, SummaryListAction, SummaryListActions, SummaryListCard, SummaryListCardTitle,
    SummaryListRow, SummaryListText,
};
pub use table::{Cell, CellFormat, Table};
pub use task_list::{TaskList, TaskListHint, TaskListItem, TaskListStatus, TaskListTitle};
pub use textarea::{CharacterCount, CountMessage, CountType, Textarea};
