package io.meterhouse.ratingengine.http;

import io.meterhouse.kit.http.JsonBody;
import io.meterhouse.kit.http.error.ApiException;
import io.meterhouse.kit.http.error.Detail;
import io.meterhouse.kit.http.error.Problems;
import io.meterhouse.rating.Problem;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/** Refuses a body for its types and for its sense at once. */
final class Sense {

  private static final Pattern WITHIN_TIERS_OR_COMPONENTS =
      Pattern.compile("(^|(.*\\.))(tiers|components)\\[.*");

  private Sense() {}

  /**
   * Checks everything noted so far together with what makes no sense.
   *
   * @throws ApiException 400 with every reason
   */
  static void check(JsonBody body, List<Problem> sense) {
    Problems problems = new Problems();
    Set<String> said = new HashSet<>();
    try {
      body.check();
    } catch (ApiException e) {
      for (Detail detail : e.details()) {
        problems.add(detail.field(), detail.reason());
        said.add(about(detail.field()));
      }
    }
    for (Problem problem : sense) {
      if (!said.contains(about(problem.field()))) {
        problems.add(problem.field(), problem.reason());
      }
    }
    problems.check();
  }

  /**
   * A field that is of the wrong type has said enough; so have all tiers or components if one of
   * them has.
   */
  private static String about(String field) {
    return WITHIN_TIERS_OR_COMPONENTS.matcher(field).matches()
        ? field.substring(0, field.indexOf('['))
        : field;
  }
}
