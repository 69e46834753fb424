package io.meterhouse.benchmarks.load;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.Arrays;

/** The answer to a batch that was taken whole; of one thread. */
public final class ExpectedAnswer {

  private static final JsonMapper JSON = new JsonMapper();

  private final int accepted;
  private byte[] lastGood = {};

  /** With so many events accepted and none rejected. */
  public ExpectedAnswer(int accepted) {
    this.accepted = accepted;
  }

  /** Parses only what differs from the last good answer, so that checking costs next to nothing. */
  public boolean isMetBy(byte[] answer) {
    if (Arrays.equals(answer, lastGood)) {
      return true;
    }
    boolean isMet = parsedIsMet(answer);
    if (isMet) {
      lastGood = answer;
    }
    return isMet;
  }

  private boolean parsedIsMet(byte[] answer) {
    try {
      JsonNode parsed = JSON.readTree(answer);
      return parsed.path("accepted").asInt(-1) == accepted
          && parsed.path("rejected").asInt(-1) == 0;
    } catch (IOException e) {
      // What is no JSON is no good answer; the caller shows it.
      return false;
    }
  }

  @Override
  public String toString() {
    return "accepted " + accepted + ", rejected 0";
  }
}
