//! From an RPC's `permission` option, its action type; from its service and kind, the family that it belongs to.

use crate::reads::is_read;
use prost_reflect::{Kind, MessageDescriptor, MethodDescriptor, ServiceDescriptor};

/// Generates a service's actions, or says which rule of the contracts it breaks.
pub(crate) fn generate(service: &ServiceDescriptor) -> Result<String, String> {
    let family = service.name().strip_suffix("Service").ok_or("a service's name ends in Service")?;
    let traits = ["Read", "Write"].map(|kind| {
        format!(
            "/// Any {kind} of `{}`.\npub trait {family}{kind}: crate::{kind} {{}}\n",
            service.full_name()
        )
    });
    let actions = service.methods().map(|method| action(family, &method)).collect::<Result<String, _>>()?;
    Ok(traits.concat() + &actions)
}

fn action(family: &str, method: &MethodDescriptor) -> Result<String, String> {
    let (rpc, full, input) = (method.name(), method.full_name(), method.input());
    let permission = permission(method).ok_or_else(|| format!("{full} declares no permission"))?;
    for (message, suffix) in [(&input, "Request"), (&method.output(), "Response")] {
        if message.name() != format!("{rpc}{suffix}") {
            return Err(format!("{full} has no message of its own, {rpc}{suffix}"));
        }
    }
    let package = format!("crate::{}", method.parent_service().package_name().replace('.', "::"));
    let has = |field| input.get_field_by_name(field).is_some();
    let (kind, more) = if !is_read(rpc) {
        if !has("request_id") {
            return Err(format!("{full} takes no request_id"));
        }
        if input.fields().any(|field| field.is_map()) {
            return Err(format!("{full} takes a map, whose encoding differs from time to time"));
        }
        let checks = has("personal_data_checked");
        if free_text(&input, &mut Vec::new()) != checks {
            return Err(format!("{full} takes personal_data_checked if, and only if, it takes free text"));
        }
        let targeted = if has("name") && has("etag") { targeted(&package, rpc) } else { String::new() };
        ("Write", mutation(&package, rpc, has("validate_only"), checks) + &targeted)
    } else if has("page_token") {
        ("Read", page(&package, rpc))
    } else {
        ("Read", String::new())
    };
    Ok(format!(
        "/// May call `{full}`.\n#[derive(Debug)]\npub enum {rpc} {{}}
        impl crate::Action for {rpc} {{
            const SERVICE: &'static str = {:?};
            const RPC: &'static str = {rpc:?};
            const PERMISSION: &'static str = {permission:?};
        }}
        impl crate::{kind} for {rpc} {{}}
        impl {family}{kind} for {rpc} {{}}
        impl crate::Authorised for {package}::{rpc}Request {{ type Action = {rpc}; type Response = {package}::{rpc}Response; }}
        {more}{}\n",
        method.parent_service().full_name(),
        of_one(&package, &method.output()),
    ))
}

/// A response that is one message and nothing else can be made from it.
fn of_one(package: &str, response: &MessageDescriptor) -> String {
    let (fields, name) = (response.fields().collect::<Vec<_>>(), response.name());
    match fields.as_slice() {
        [field] if !field.is_list() => match field.kind() {
            Kind::Message(one) if one.package_name() == response.package_name() => format!(
                "impl From<{package}::{one}> for {package}::{name} {{
                    fn from(one: {package}::{one}) -> Self {{ Self {{ {}: Some(one) }} }}
                }}",
                field.name(),
                one = one.name(),
            ),
            _ => String::new(),
        },
        _ => String::new(),
    }
}

fn mutation(package: &str, rpc: &str, validates: bool, checks: bool) -> String {
    let validate_only = if validates { "self.validate_only" } else { "false" };
    let checked = if checks { "&self.personal_data_checked" } else { "&[]" };
    format!(
        "impl crate::Mutation for {package}::{rpc}Request {{
            fn request_id(&mut self) -> &mut String {{ &mut self.request_id }}
            fn validate_only(&self) -> bool {{ {validate_only} }}
            fn personal_data_checked(&self) -> &[String] {{ {checked} }}
        }}"
    )
}

fn targeted(package: &str, rpc: &str) -> String {
    format!(
        "impl crate::Targeted for {package}::{rpc}Request {{
            fn target(&self) -> (&str, &str) {{ (&self.name, &self.etag) }}
        }}"
    )
}

fn page(package: &str, rpc: &str) -> String {
    format!(
        "impl crate::Paged for {package}::{rpc}Request {{
            fn page(&mut self) -> (&mut i32, &mut String) {{ (&mut self.page_size, &mut self.page_token) }}
        }}"
    )
}

/// Says whether a message, or one inside it, takes free text.
fn free_text(message: &MessageDescriptor, seen: &mut Vec<MessageDescriptor>) -> bool {
    let Some(option) = message.parent_pool().get_extension_by_name("concordat.access.v1.free_text") else {
        return false;
    };
    if seen.contains(message) {
        return false;
    }
    seen.push(message.clone());
    message.fields().any(|field| match field.kind() {
        Kind::Message(inner) => free_text(&inner, seen),
        _ => field.options().get_extension(&option).as_bool() == Some(true),
    })
}

fn permission(method: &MethodDescriptor) -> Option<String> {
    let option = method.parent_pool().get_extension_by_name("concordat.access.v1.permission")?;
    let value = method.options().get_extension(&option).as_str()?.to_owned();
    Some(value).filter(|permission| !permission.is_empty())
}

#[cfg(test)]
mod tests {
    use protox::{Compiler, file};

    struct Contract(String);

    impl file::FileResolver for Contract {
        fn open_file(&self, name: &str) -> Result<file::File, protox::Error> {
            match name {
                "x.proto" => file::File::from_source(name, &self.0),
                "google/protobuf/descriptor.proto" => file::GoogleFileResolver::new().open_file(name),
                _ => Err(protox::Error::file_not_found(name)),
            }
        }
    }

    /// What is wrong with a service of these RPCs, where `@` stands for a permission.
    fn problem(rpcs: &str) -> Option<String> {
        let rpcs = rpcs.replace('@', "{ option (permission) = \"x.y\"; }");
        let source = format!(
            "syntax = \"proto3\"; package concordat.access.v1; import \"google/protobuf/descriptor.proto\";
             extend google.protobuf.MethodOptions {{ string permission = 50001; }}
             extend google.protobuf.FieldOptions {{ bool free_text = 50003; }}
             message SayXRequest {{ string request_id = 1; X x = 2; }} message SayXResponse {{}}
             message X {{ string text = 1 [(free_text) = true]; }}
             message GetXRequest {{}} message GetXResponse {{}}
             message MakeXRequest {{}} message MakeXResponse {{}}
             message MapXRequest {{ string request_id = 1; map<string, string> x = 2; }} message MapXResponse {{}}
             service XService {{ {rpcs} }}"
        );
        let mut compiler = Compiler::with_file_resolver(Contract(source));
        let pool = compiler.open_file("x.proto").unwrap().descriptor_pool();
        super::generate(&pool.services().next().unwrap()).err()
    }

    #[test]
    fn an_rpc_that_breaks_a_rule_does_not_build() {
        assert_eq!(problem("rpc GetX(GetXRequest) returns (GetXResponse) @"), None);
        for (rpcs, rule) in [
            ("rpc GetX(GetXRequest) returns (GetXResponse);", "GetX declares no permission"),
            ("rpc ListX(GetXRequest) returns (GetXResponse) @", "no message of its own, ListXRequest"),
            ("rpc GetX(GetXRequest) returns (MakeXResponse) @", "no message of its own, GetXResponse"),
            ("rpc MakeX(MakeXRequest) returns (MakeXResponse) @", "MakeX takes no request_id"),
            ("rpc MapX(MapXRequest) returns (MapXResponse) @", "MapX takes a map"),
            ("rpc SayX(SayXRequest) returns (SayXResponse) @", "SayX takes personal_data_checked if"),
        ] {
            let problem = problem(rpcs).expect(rule);
            assert!(problem.contains(rule), "{problem}");
        }
    }
}
