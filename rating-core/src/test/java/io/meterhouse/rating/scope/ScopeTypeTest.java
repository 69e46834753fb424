package io.meterhouse.rating.scope;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.Comparator;
import org.junit.jupiter.api.Test;

class ScopeTypeTest {

  @Test
  void shouldOrderTheTypesFromContractToGlobal() {
    assertThat(
            Arrays.stream(ScopeType.values())
                .sorted(Comparator.comparingInt(ScopeType::specificity).reversed())
                .map(ScopeType::wireName))
        .containsExactly(
            "contract",
            "segment",
            "group",
            "individual",
            "staff",
            "agent",
            "merchant",
            "client",
            "partner",
            "deployment",
            "global");
    assertThat(Arrays.stream(ScopeType.values()).map(ScopeType::specificity))
        .doesNotHaveDuplicates();
  }

  @Test
  void shouldHaveNoMembersInGlobalAndDeployment() {
    assertThat(Arrays.stream(ScopeType.values()).filter(type -> !type.hasMembers()))
        .containsExactly(ScopeType.GLOBAL, ScopeType.DEPLOYMENT);
  }

  @Test
  void shouldKnowItsNamesAndNoOthers() {
    assertThat(ScopeType.ofWireName("segment")).contains(ScopeType.SEGMENT);
    assertThat(ScopeType.ofWireName("Segment")).isEmpty();
    assertThat(DeploymentType.ofWireName("shared_saas")).contains(DeploymentType.SHARED_SAAS);
    assertThat(DeploymentType.ofWireName("cloud")).isEmpty();
  }
}
