/** Names and places of the invented people. Frequent names stand twice or more, so that namesakes come by themselves. */
const list = (text: string): readonly string[] =>
  text
    .split(/\s*,\s*/)
    .map((word) => word.trim())
    .filter((word) => word !== '');

export const GIVEN = {
  F: list(`Mary, Mary, Patricia, Linda, Barbara, Susan, Jessica, Karen, Lisa, Nancy, Betty, Sandra, Ashley, Emily, Donna, Michelle, Carol, Amanda, Melissa, Deborah,
    Stephanie, Rebecca, Laura, Cynthia, Amy, Kathleen, Angela, Shirley, Brenda, Emma, Anna, Pamela, Nicole, Samantha, Katherine, Christine, Helen, Rachel, Carolyn, Janet,
    Maria, Maria, Heather, Diane, Olivia, Julie, Joyce, Victoria, Ruth, Virginia, Lauren, Kelly, Christina, Joan, Evelyn, Judith, Andrea, Hannah, Cheryl, Jacqueline, Martha,
    Gloria, Teresa, Ann, Sara, Madison, Frances, Kathryn, Janice, Jean, Abigail, Alice, Julia, Sophia, Grace, Denise, Amber, Doris, Marilyn, Danielle, Beverly, Isabella,
    Guadalupe, Rosa, Carmen, Lucia, Ximena, Soledad, Ingrid, Astrid, Priya, Ananya, Lakshmi, Mei, Xiu, Thuy, Linh, Amina, Fatima, Nadia, Zainab, Oksana, Svetlana, Ngozi, Adaeze, Leilani, Keala`),
  M: list(`James, James, Robert, John, Michael, David, William, Richard, Joseph, Thomas, Charles, Christopher, Daniel, Matthew, Anthony, Donald, Steven, Paul, Andrew, Joshua,
    Kenneth, Kevin, Brian, George, Timothy, Ronald, Edward, Jason, Jeffrey, Ryan, Jacob, Gary, Nicholas, Eric, Jonathan, Stephen, Larry, Justin, Scott, Brandon, Benjamin,
    Samuel, Gregory, Patrick, Frank, Raymond, Jack, Dennis, Jerry, Tyler, Aaron, Jose, Jose, Adam, Nathan, Henry, Zachary, Douglas, Peter, Kyle, Noah, Ethan, Jeremy, Walter,
    Christian, Keith, Roger, Terry, Sean, Gerald, Carl, Harold, Dylan, Arthur, Lawrence, Jordan, Jesse, Bryan, Billy, Bruce, Gabriel, Joe, Logan, Alan, Juan, Albert, Willie,
    Elijah, Wayne, Randy, Vincent, Mason, Roy, Ralph, Bobby, Russell, Diego, Esteban, Ignacio, Sven, Anders, Arjun, Rohan, Wei, Jun, Tuan, Quang, Omar, Yusuf, Ibrahim, Dmitri, Chidi, Emeka, Kekoa`),
} as const;

export const FAMILY =
  list(`Smith, Smith, Johnson, Johnson, Williams, Brown, Brown, Jones, Garcia, Garcia, Miller, Davis, Rodriguez, Martinez, Hernandez, Lopez, Gonzalez, Wilson, Anderson, Thomas,
  Taylor, Moore, Jackson, Martin, Lee, Lee, Perez, Thompson, White, Harris, Sanchez, Clark, Ramirez, Lewis, Robinson, Walker, Young, Allen, King, Wright, Scott, Torres, Nguyen, Nguyen,
  Hill, Flores, Green, Adams, Nelson, Baker, Hall, Rivera, Campbell, Mitchell, Carter, Roberts, Gomez, Phillips, Evans, Turner, Diaz, Parker, Cruz, Edwards, Collins, Reyes, Stewart,
  Morris, Morales, Murphy, Cook, Rogers, Gutierrez, Ortiz, Morgan, Cooper, Peterson, Bailey, Reed, Kelly, Howard, Ramos, Kim, Cox, Ward, Richardson, Watson, Brooks, Chavez, Wood,
  James, Bennett, Gray, Mendoza, Ruiz, Hughes, Price, Alvarez, Castillo, Sanders, Patel, Myers, Long, Ross, Foster, Jimenez, Powell, Jenkins, Perry, Russell, Sullivan, Bell, Coleman,
  Butler, Henderson, Barnes, Fisher, Vasquez, Simmons, Romero, Jordan, Patterson, Alexander, Hamilton, Graham, Reynolds, Griffin, Wallace, Moreno, West, Cole, Hayes, Bryant, Herrera,
  Gibson, Ellis, Tran, Medina, Aguilar, Stevens, Murray, Ford, Castro, Marshall, Owens, Harrison, Fernandez, Mcdonald, Woods, Washington, Kennedy, Wells, Vargas, Henry, Chen, Freeman,
  Webb, Tucker, Guzman, Burns, Crawford, Olson, Simpson, Porter, Hunter, Gordon, Mendez, Silva, Shaw, Snyder, Mason, Dixon, Munoz, Hunt, Hicks, Holmes, Palmer, Wagner, Black, Robertson,
  Boyd, Stone, Salazar, Fox, Warren, Mills, Meyer, Rice, Schmidt, Garza, Daniels, Ferguson, Nichols, Stephens, Soto, Weaver, Ryan, Gardner, Payne, Grant, Dunn, Kelley, Spencer, Hawkins,
  Abernathy, Achterberg, Balakrishnan, Bjornstad, Castellanos, Chaudhary, Delacroix, Dombrowski, Eastergard, Engstrom, Farnsworth, Fitzgerald, Gallardo, Giordano, Haverford, Hjelmeland,
  Ibarra, Jablonski, Kaczmarek, Kealoha, Kowalczyk, Lindgren, Lundquist, Macpherson, Mbeki, Nakagawa, Novotny, O'Brien, O'Connell, Okafor, Olufemi, Oyelaran, Pendergast, Petrossian, Quintero,
  Radcliffe, Rasmussen, Rosenthal, Sandoval, Schwarzkopf, Sorensen, Stavros, Takahashi, Thorvaldsen, Underhill, Vandermeer, Villanueva, Wozniak, Xiong, Yamamoto, Yoshida, Zapata, Zielinski,
  Garcia-Lopez, Smith-Reyes, De La Cruz, Van Dyke, St. Clair`);

/** Given name → what friends say. */
export const NICKNAMES: Readonly<Record<string, string>> = {
  Robert: 'Bob',
  William: 'Bill',
  Richard: 'Rick',
  James: 'Jim',
  Michael: 'Mike',
  Joseph: 'Joe',
  Thomas: 'Tom',
  Daniel: 'Dan',
  Matthew: 'Matt',
  Anthony: 'Tony',
  Steven: 'Steve',
  Edward: 'Ed',
  Patricia: 'Pat',
  Barbara: 'Barb',
  Susan: 'Sue',
  Deborah: 'Deb',
  Rebecca: 'Becky',
  Cynthia: 'Cindy',
  Kathleen: 'Kathy',
  Katherine: 'Kate',
  Samantha: 'Sam',
  Pamela: 'Pam',
  Jennifer: 'Jen',
  Elizabeth: 'Liz',
};

export const STREETS =
  list(`Alder St, Birchwood Dr, Canyon Rd, Cedar Ln, Cherry St, Clearwater Ave, Columbia Ct, Dogwood Dr, Eagle Ridge Rd, Elm St, Evergreen Way, Fern Hollow Ln, Fir St, Garden Ave,
  Grandview Dr, Harbor Ave, Hawthorne St, Heron Way, Hillcrest Dr, Huckleberry Ln, Juniper St, Lakeview Dr, Larch Ave, Laurel St, Lincoln Ave, Madrona Dr, Maple St, Meadow Ln, Mill Creek Rd,
  Mission St, Mountain View Rd, Oak St, Olympic Blvd, Orchard Ave, Osprey Ct, Park Pl, Pine St, Pioneer Way, Prospect St, Quail Run, Raven Ct, Ridgeline Dr, River Rd, Salmonberry Ln, Spruce St,
  Summit Ave, Sunset Blvd, Tamarack Ct, Union St, Valley View Rd, Vine St, Walnut St, Washington Ave, Willow Ln, Yew St`);

export interface Town {
  readonly city: string;
  readonly state: string;
  readonly zip: string;
}
const town = (text: string): readonly Town[] =>
  text
    .trim()
    .split(/\s*;\s*/)
    .map((row) => {
      const [city = '', state = '', zip = ''] = row.split('|');
      return { city, state, zip };
    });
export const TOWNS = town(
  'Spokane|WA|99201; Spokane|WA|99208; Yakima|WA|98901; Kennewick|WA|99336; Pasco|WA|99301; Richland|WA|99352; Walla Walla|WA|99362; Wenatchee|WA|98801; Ellensburg|WA|98926; Moses Lake|WA|98837; Pullman|WA|99163; Tacoma|WA|98402; Everett|WA|98201; Olympia|WA|98501; Vancouver|WA|98660; Bellingham|WA|98225; Longview|WA|98632; Sunnyside|WA|98944; Portland|OR|97205; Hermiston|OR|97838; Pendleton|OR|97801; Coeur d Alene|ID|83814; Lewiston|ID|83501',
);

/** Area codes of the region: 100 numbers each in 555-01xx, the block that is kept for fiction. */
export const LOCAL_AREAS = list('509, 206, 253, 360, 425, 564, 503, 541, 971, 458, 208, 986, 406, 530, 707, 775, 801, 385');
export const FAR_AREAS = list(
  '213, 310, 408, 415, 510, 602, 623, 480, 520, 505, 575, 303, 720, 970, 307, 605, 701, 402, 308, 316, 620, 405, 580, 918, 214, 469, 512, 713, 817, 501, 870, 314, 417, 515, 319, 612, 651, 218, 414, 608, 312, 773, 847, 313, 616, 317, 219, 614, 216, 502, 615, 901, 205, 404, 770, 305, 407, 813, 704, 919, 804, 703, 304, 410, 215, 412, 212, 518, 860, 617, 603, 207',
);
export const MAIL_HOSTS = ['mailbox.example', 'homepost.example', 'webmail.example', 'quickmail.example', 'fernpost.example'] as const;
