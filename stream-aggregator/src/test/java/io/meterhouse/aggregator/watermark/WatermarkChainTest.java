package io.meterhouse.aggregator.watermark;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Instant;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class WatermarkChainTest {

  private static final Instant T1 = Instant.ofEpochSecond(1);
  private static final Instant T2 = Instant.ofEpochSecond(2);
  private static final Instant T3 = Instant.ofEpochSecond(3);

  private final Step first = new Step();
  private final Step second = new Step();
  private final WatermarkChain chain = new WatermarkChain(List.of(first, second));

  @Test
  void shouldPassWhenNothingIsUnderWay() {
    first.end = 5;
    first.reached = 5;
    second.end = 9;
    second.reached = 9;

    assertThat(chain.advance(T1)).contains(T1);
    assertThat(chain.advance(T2)).contains(T2);
  }

  @Test
  void shouldWaitForEveryStepInTurn() {
    first.end = 5;
    first.reached = 4;
    second.end = 9;
    second.reached = 9;
    assertThat(chain.advance(T1)).isEmpty();

    // What came through the first step since T1 stands behind offset 9 of the second topic.
    first.reached = 5;
    first.end = 8;
    second.end = 12;
    assertThat(chain.advance(T2)).isEmpty();

    second.reached = 12;
    assertThat(chain.advance(T3)).contains(T1);
  }

  @Test
  void shouldPublishTheLatestOfThoseThatCameThroughTogether() {
    first.end = 5;
    chain.advance(T1);
    chain.advance(T2);
    first.reached = 5;
    first.end = 6;

    assertThat(chain.advance(T3)).contains(T2);
  }

  @Test
  void shouldWaitForEveryPartition() {
    first.end = 5;
    first.reached = 5;
    first.otherPartitionReached = 4;

    assertThat(chain.advance(T1)).isEmpty();
  }

  @Test
  void shouldStayBoundedWhileAStageStandsStillAndGoOnAfterwards() {
    first.end = 5;
    for (int i = 0; i < 10_000; i++) {
      chain.advance(T1.plusSeconds(i));
    }
    first.reached = 5;

    assertThat(chain.advance(T1.plusSeconds(10_000)))
        .contains(T1.plusSeconds(WatermarkChain.MAX_SAMPLES_A_STEP - 1));
    assertThat(chain.advance(T1.plusSeconds(10_001))).contains(T1.plusSeconds(10_001));
  }

  private static final class Step implements PipelineStep {

    private long end;
    private long reached;
    private long otherPartitionReached = Long.MAX_VALUE;

    @Override
    public Map<Integer, Long> ends() {
      return Map.of(0, end, 1, end);
    }

    @Override
    public Map<Integer, Long> reached(Map<Integer, Long> wanted) {
      return Map.of(0, reached, 1, otherPartitionReached);
    }
  }
}
