//! The body of an answer on its way, whole or not.

use super::answer::Delivery;
use super::clock;
use hyper::body::{Body, Bytes, Frame, SizeHint};
use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};
use std::time::Duration;

/// A piece of an endless body, and how many of them end it after all.
const PIECE: &[u8] = &[b' '; 65_536];
const PIECES: u32 = 128;

/// What hyper sends.
pub(super) struct Journey {
    first: Option<Bytes>,
    promised: u64,
    delivery: Delivery,
    pieces: u32,
    /// Between the half that is sent and the end of the connection, so that the half arrives.
    pause: Option<Pin<Box<tokio::time::Sleep>>>,
}

impl Journey {
    pub fn new(mut body: Vec<u8>, delivery: Delivery) -> Self {
        let promised = body.len() as u64;
        if delivery == Delivery::Cut {
            body.truncate(body.len() / 2);
        }
        Self { first: Some(Bytes::from(body)).filter(|b| !b.is_empty()), promised, delivery, pieces: 0, pause: None }
    }

    fn poll_cut(&mut self, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        let pause = self.pause.get_or_insert_with(|| Box::pin(clock::timer(Duration::from_millis(20))));
        pause.as_mut().poll(cx).map(|()| Some(Err(io::Error::other("cut short on purpose"))))
    }
}

impl Body for Journey {
    type Data = Bytes;
    type Error = io::Error;

    fn poll_frame(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Result<Frame<Bytes>, io::Error>>> {
        if let Some(first) = self.first.take() {
            return Poll::Ready(Some(Ok(Frame::data(first))));
        }
        match self.delivery {
            Delivery::Cut => self.poll_cut(cx),
            Delivery::Endless if self.pieces < PIECES => {
                self.pieces += 1;
                Poll::Ready(Some(Ok(Frame::data(Bytes::from_static(PIECE)))))
            }
            _ => Poll::Ready(None),
        }
    }

    fn is_end_stream(&self) -> bool {
        self.first.is_none() && self.delivery == Delivery::Whole
    }

    fn size_hint(&self) -> SizeHint {
        match self.delivery {
            Delivery::Endless => SizeHint::default(),
            Delivery::Cut => SizeHint::with_exact(self.promised),
            _ => SizeHint::with_exact(self.first.as_ref().map_or(0, |b| b.len() as u64)),
        }
    }
}
