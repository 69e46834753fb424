package io.meterhouse.local;

import java.nio.file.Path;

/** A process that has a stack and never stops it: it is killed. */
public final class StackParentMain {

  static final String READY_LINE = "stack is up: ";

  private StackParentMain() {}

  public static void main(String[] args) throws InterruptedException {
    LocalStack stack = LocalStack.start(StackOptions.in(Path.of(args[0])).forShortLife());
    System.out.println(READY_LINE + stack.addresses());
    Thread.currentThread().join();
  }
}
