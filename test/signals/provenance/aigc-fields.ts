/** The fields of an AIGC label (GB 45438) as a service writes them. */
export const FIELDS = {
  Label: '1',
  ContentProducer: '001191110102MACQD9K64010000',
  ProduceID: '71545bc1',
  ReservedCode1: 'aGFzaA==',
  ContentPropagator: '',
  PropagateID: '',
  ReservedCode2: '',
};
export const BARE = JSON.stringify(FIELDS);
export const WRAPPED = JSON.stringify({ AIGC: FIELDS });
