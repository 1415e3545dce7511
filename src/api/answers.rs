//! Answers in JSON.
use super::Refusal;
use crate::error::Answer;
use axum::{
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};

/// JSON that is text already.
pub(super) fn written(text: String) -> Response {
    ([(header::CONTENT_TYPE, HeaderValue::from_static("application/json"))], text).into_response()
}

/// An answer.
pub(super) fn told(value: &Value) -> Answer {
    Ok(written(value.to_string()))
}

/// The answer where there is none: what a program tells it by, and a sentence for whoever wrote that program.
pub fn refused(status: StatusCode, code: &str, message: &str) -> Response {
    let body = json!({ "error": { "code": code, "message": message } });
    let mut response = (status, written(body.to_string())).into_response();
    if code == Refusal::Token.code() {
        response.headers_mut().insert(header::WWW_AUTHENTICATE, HeaderValue::from_static("Bearer realm=\"sansom\""));
    }
    response
}
