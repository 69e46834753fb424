package io.meterhouse.kit.http.error;

/**
 * What went wrong, in a word that stays: clients decide by it. New ones may come; none changes its
 * meaning, its status or whose fault it is.
 */
public sealed interface ErrorCode permits ApiError, OAuthError, ElementError {

  /** The word on the wire. */
  String code();

  /** HTTP status of the answer. */
  int status();

  /** Who has to do something about it. */
  Fault fault();
}
