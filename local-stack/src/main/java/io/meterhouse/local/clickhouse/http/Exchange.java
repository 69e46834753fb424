package io.meterhouse.local.clickhouse.http;

import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;

/** One request with its response. The handler's own, except for what is said of the client. */
public final class Exchange {
  private final RequestHead head;
  private final InputStream body;
  private final Response response;
  private final List<Runnable> whenClientLeaves = new ArrayList<>();
  private boolean clientHasLeft;

  Exchange(RequestHead head, InputStream body, Response response) {
    this.head = head;
    this.body = body;
    this.response = response;
  }

  public RequestHead head() {
    return head;
  }

  public InputStream body() {
    return body;
  }

  public Response response() {
    return response;
  }

  /** Runs the action when the client closes the connection before it has its response. */
  public void onClientLeft(Runnable action) {
    boolean now;
    synchronized (this) {
      now = clientHasLeft;
      whenClientLeaves.add(action);
    }
    if (now) {
      action.run();
    }
  }

  void clientLeft() {
    List<Runnable> actions;
    synchronized (this) {
      clientHasLeft = true;
      actions = List.copyOf(whenClientLeaves);
    }
    actions.forEach(Runnable::run);
  }
}
