package io.meterhouse.allinone.demo;

/** The demo cannot go on; the message is for the person at the terminal. */
public final class DemoException extends RuntimeException {

  private static final long serialVersionUID = 1L;

  DemoException(String message) {
    super(message);
  }

  DemoException(String message, Throwable cause) {
    super(message, cause);
  }
}
