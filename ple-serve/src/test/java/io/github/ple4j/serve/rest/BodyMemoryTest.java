package io.github.ple4j.serve.rest;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class BodyMemoryTest {
  @Test
  void whatIsGivenBackCanBeTakenAgain() {
    BodyMemory memory = new BodyMemory(100);
    assertThat(memory.take(60)).isTrue();
    assertThat(memory.take(41)).isFalse();
    assertThat(memory.take(40)).isTrue();
    assertThat(memory.take(1)).isFalse();
    memory.giveBack(60);
    assertThat(memory.take(Long.MAX_VALUE)).isFalse();
    assertThat(memory.take(60)).isTrue();
    assertThat(memory.taken()).isEqualTo(100);
  }

  @Test
  void oneBodyAlwaysFits() {
    RestLimits limits = RestLimits.defaults().withMaximumBodyBytes(Integer.MAX_VALUE);
    assertThat(BodyMemory.of(limits).take(Integer.MAX_VALUE)).isTrue();
  }
}
