package io.github.ple4j.train.cli;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A few rows of a shop in a CSV file, with features and labels of every kind. */
record DescribedShop(Path schema) {
  static final String LONG_TOKEN = "a very long name of an item that nobody can read";

  static DescribedShop write(Path directory) {
    try {
      Files.writeString(
          directory.resolve("shop.csv"),
          """
          split,user,age,item,city,seen,basket,weight,click,spent
          train,7,20,%s,Paris,a:0.5|b:2,,1,1,2.5
          train,7,,lamp,Rome,,x|y|x,2,0,
          train,-1,40,lamp,Paris,b:1,,1,0,
          train,8,60,lamp,Rome,a:1|a:2|a:3|a:4|a:5|a:6|a:7|a:8|b:9,x,2,1,7.5
          validation,8,60,chair,Rome,z:1,x,1,1,0
          test,8,60,,Rome,,x,1,1,0
          """
              .formatted(LONG_TOKEN));
      return new DescribedShop(
          Files.writeString(
              directory.resolve("shop.textproto"),
              """
              name: "shop"
              features { name: "age" numeric { may_be_missing: true } }
              features { name: "item" categorical { } }
              features { name: "city" categorical { hash_buckets: 1000 } }
              features { name: "seen" categorical { multi_valued: true weighted: true } }
              features { name: "basket" categorical { multi_valued: true } }
              labels { name: "click" }
              labels { name: "spent" kind: REGRESSION where { column { name: "click" } values: "1" } }
              sample_weight { name: "weight" }
              group { name: "user" }
              splits {
                train: "shop.csv"
                by_value { column { name: "split" } validation: "validation" test: "test" }
              }
              """));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code ple data describe} or {@code head} of it. */
  CommandRun run(String command, String... more) {
    List<String> arguments =
        new ArrayList<>(List.of("data", command, "--data=csv", "--schema=" + schema));
    arguments.addAll(List.of(more));
    return CommandRun.of(arguments.toArray(String[]::new));
  }
}
