// What a page built with Relay asks: a connection that grows, a fragment that is fetched anew, and a mutation.
// Only Relay's own compiler reads this file.

import { graphql } from "relay-runtime";

export const page = graphql`
  query artifactPageQuery($asOf: Date) {
    tenant(asOf: $asOf) {
      ...artifactBodies
    }
  }
`;

export const bodies = graphql`
  fragment artifactBodies on Tenant
  @argumentDefinitions(first: { type: "Int", defaultValue: 20 }, after: { type: "String" }) {
    bodies(first: $first, after: $after, live: true) @connection(key: "artifact_bodies") {
      edges {
        node {
          ...artifactBody
        }
      }
    }
  }
`;

export const body = graphql`
  fragment artifactBody on Body
  @refetchable(queryName: "artifactBodyRefetchQuery")
  @argumentDefinitions(first: { type: "Int", defaultValue: 5 }, after: { type: "String" }) {
    name
    parent {
      name
    }
    actions(first: $first, after: $after) @connection(key: "artifactBody_actions") {
      edges {
        node {
          code
          title
        }
      }
    }
  }
`;

export const record = graphql`
  mutation artifactRecordMutation($input: ActionRecordInput!, $connections: [ID!]!) {
    actionRecord(input: $input) {
      record @appendNode(connections: $connections, edgeTypeName: "ActionEdge") {
        title
      }
      errors {
        pointer
        detail
      }
    }
  }
`;
