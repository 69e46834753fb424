package io.meterhouse.query;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.entry;

import io.meterhouse.metering.TenantId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class VoidRequestTest {

  @Test
  void shouldReadEachIdOnce() {
    assertThat(
            VoidRequest.read(
                Bodies.json(
                    """
                    {'tenant_id':'TEN-1','source':'checkout','ids':['b','a','b'],'reason':'a test'}
                    """)))
        .isEqualTo(new VoidRequest(TenantId.of("TEN-1"), "checkout", List.of("b", "a"), "a test"));
  }

  @Test
  void shouldTellEverythingThatIsMissing() throws Exception {
    assertThat(Bodies.refusal(() -> VoidRequest.read(Bodies.json("{}"))))
        .containsOnlyKeys("tenant_id", "source", "ids", "reason");
  }

  @Test
  void shouldBoundWhatOneRequestNames() throws Exception {
    assertThat(refusal("['" + String.join("','", Collections.nCopies(1_001, "a")) + "']"))
        .containsExactly(entry("ids", "1001 ids (expected: 1 to 1000)"));
    assertThat(refusal("['','" + "i".repeat(257) + "']"))
        .containsExactly(
            entry("ids[0]", "0 characters (expected: 1 to 256)"),
            entry("ids[1]", "257 characters (expected: 1 to 256)"));
    assertThat(refusal("'a'")).containsKey("ids");
    assertThat(refusal("[7]")).containsKey("ids[0]");
  }

  private static Map<String, String> refusal(String ids) throws Exception {
    return Bodies.refusal(
        () ->
            VoidRequest.read(
                Bodies.json("{'tenant_id':'TEN-1','source':'s','reason':'r','ids':" + ids + "}")));
  }
}
