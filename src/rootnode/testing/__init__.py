"""What tests of Rootnode stand on: engines to run against and contract suites. Shipped, so that other engines can be tested too."""
